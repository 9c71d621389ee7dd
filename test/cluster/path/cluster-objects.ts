import { get } from '../support/cluster.ts';

/** Kinds without a namespace that components make, and namespaces themselves. */
const kinds = [
  'namespaces',
  'customresourcedefinitions',
  'apiservices',
  'clusterroles',
  'clusterrolebindings',
  'mutatingwebhookconfigurations',
  'validatingwebhookconfigurations',
  'persistentvolumes',
  'storageclasses',
  'priorityclasses',
];

interface Found {
  kind: string;
  metadata: { name: string; creationTimestamp: string };
}

/** What the cluster has outside of namespaces, as sorted names. */
export async function clusterObjects(): Promise<string[]> {
  return (await all()).map(nameOf).sort();
}

/** The same as it was before the first namespace of the platform was made. */
export async function objectsBefore(): Promise<string[]> {
  const found = await all();
  const ours = found.filter(({ kind, metadata }) => kind === 'Namespace' && metadata.name.startsWith('raibid-'));
  const [first = ''] = ours.map(({ metadata }) => metadata.creationTimestamp).sort();
  return found
    .filter(({ metadata }) => metadata.creationTimestamp < first)
    .map(nameOf)
    .sort();
}

async function all(): Promise<Found[]> {
  return (await get<{ items: Found[] }>(kinds.join(','))).items;
}

function nameOf({ kind, metadata }: Found): string {
  return `${kind} ${metadata.name}`;
}
