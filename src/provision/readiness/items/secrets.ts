import { readReleases } from '../../chart/release.ts';
import { releaseObjects } from '../../chart/release-objects.ts';
import type { ComponentContext } from '../../context.ts';
import { readSecret } from '../../secrets/stored-secret.ts';
import type { ReadinessItem } from '../item.ts';

export const secrets: ReadinessItem = {
  name: 'secrets',
  demand: 'Secrets live in the cluster alone: complete, and in no chart and no Git.',
  async look({ present }) {
    const counts = present.reduce((sum, { entry }) => sum + entry.secrets.length, 0);
    const faults = (
      await Promise.all(
        present.map(async (context) => [...(await incomplete(context)), ...(await deployedSecrets(context))]),
      )
    ).flat();
    return {
      evidence: [
        `${counts} Secrets of infra/components.yaml were looked for, and every release for Secrets of its own`,
      ],
      faults,
      mend: 'raibid-cli setup makes missing ones; take values out of the chart (infra/examples/).',
    };
  },
};

async function incomplete(context: ComponentContext): Promise<string[]> {
  const { namespace, secrets: wanted } = context.entry;
  const faults: string[] = [];
  for (const { name, keys } of wanted) {
    const values = await readSecret(context, namespace, name);
    if (values === null) faults.push(`Secret ${namespace}/${name} is not there`);
    else faults.push(...keys.filter((key) => !values[key]).map((key) => `Secret ${namespace}/${name} has no ${key}`));
  }
  return faults;
}

/** A Secret that a chart renders stands in values, in Git and in Helm's own records. KEDA's certificates are made later. */
async function deployedSecrets(context: ComponentContext): Promise<string[]> {
  if (context.entry.release === undefined) return [];
  const [current] = await readReleases(context);
  const objects = current === undefined ? [] : releaseObjects(current, context.entry);
  return objects
    .filter(({ kind, data, stringData }) => kind === 'Secret' && (hasKeys(data) || hasKeys(stringData)))
    .map(({ metadata }) => `release ${context.entry.release} holds the Secret ${metadata.name} with its values`);
}

function hasKeys(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
