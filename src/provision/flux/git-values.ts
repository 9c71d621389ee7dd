import { join } from 'node:path';
import type { JsonObject } from '../../shared/json.ts';
import { effectiveValues } from '../chart/chart-values.ts';
import type { ComponentContext } from '../context.ts';
import { type InfraClone, withInfraClone } from './infra-repository.ts';
import { readRecord } from './setup-record.ts';

/** The values that Flux deploys each chart with, by component: as people left them in the infra repository. */
export function readGitValues(context: ComponentContext): Promise<Record<string, JsonObject>> {
  return withInfraClone(context, async (clone) => {
    const inGit = await contextInGit(context, clone);
    const charts = context.entries.filter(({ chart }) => chart !== undefined);
    return Object.fromEntries(charts.map(({ name }) => [name, effectiveValues(inGit, name)] as const));
  });
}

/** The context in which `infra/` of the clone is deployed by nobody but Flux: nothing is set on top of it. */
export async function contextInGit(context: ComponentContext, { folder }: InfraClone): Promise<ComponentContext> {
  const { profile } = await readRecord(folder);
  return {
    ...context,
    infra: join(folder, 'infra'),
    // Values of the profile `test` were written into values.yaml; those of `dev` are laid over it by its cluster folder.
    profile: profile === 'dev' ? profile : 'default',
    values: {},
    valuesOf: () => ({}),
  };
}
