import { z } from 'zod';
import { isRaibidError } from '../../shared/errors.ts';
import type { Cluster } from '../context.ts';

const group = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/raibid-flux/kustomizations';
const releases = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/raibid-flux/helmreleases';
const listSchema = z.object({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      spec: z.looseObject({ suspend: z.boolean().default(false) }).prefault({}),
    }),
  ),
});

interface Asking {
  cluster: () => Promise<Cluster>;
  signal: AbortSignal;
}

/**
 * True when Flux applies the infra repository: then what Git says is what is right, and a change made here would be put
 * back. False while its Kustomization `cluster` is suspended, and where there is no cluster yet.
 */
export async function isOwnedByGit(options: Asking): Promise<boolean> {
  const items = await listOf(options, group).catch((error: unknown) => {
    if (isRaibidError(error, 'unreachable') || isRaibidError(error, 'config_invalid')) return [];
    throw error;
  });
  return items.some(({ metadata, spec }) => metadata.name === 'cluster' && !spec.suspend);
}

/** Names of the Kustomizations that Flux passes over. */
export async function suspended(options: Asking): Promise<string[]> {
  const items = await listOf(options, group);
  return items.filter(({ spec }) => spec.suspend).map(({ metadata }) => metadata.name);
}

/** Stops Flux from applying anything, until `resumeFlux`. Answers the names of what was suspended. */
export function suspendFlux(options: Asking): Promise<string[]> {
  return setSuspended(options, true);
}

/** Lets Flux go on: what differs from Git is put back at once. */
export function resumeFlux(options: Asking): Promise<string[]> {
  return setSuspended(options, false);
}

async function setSuspended(options: Asking, suspend: boolean): Promise<string[]> {
  const { kube } = await options.cluster();
  const changed: string[] = [];
  for (const path of [group, releases]) {
    for (const { metadata, spec } of await listOf(options, path)) {
      if (spec.suspend === suspend) continue;
      await kube.request('PATCH', `${path}/${metadata.name}`, {
        body: { spec: { suspend } },
        contentType: 'application/merge-patch+json',
        signal: options.signal,
      });
      changed.push(metadata.name);
    }
  }
  return [...new Set(changed)];
}

async function listOf({ cluster, signal }: Asking, path: string) {
  const { kube } = await cluster();
  try {
    return listSchema.parse(await kube.request('GET', path, { signal })).items;
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return [];
    throw error;
  }
}
