import { join } from 'node:path';
import type { JsonObject } from '../../shared/json.ts';
import { effectiveValues } from '../chart/chart-values.ts';
import type { ComponentContext } from '../context.ts';
import { withInfraClone } from './infra-repository.ts';
import { readRecord } from './setup-record.ts';

/** The values that Flux deploys each chart with, by component: as people left them in the infra repository. */
export function readGitValues(context: ComponentContext): Promise<Record<string, JsonObject>> {
  return withInfraClone(context, async ({ folder }) => {
    const { profile } = await readRecord(folder);
    // Values of the profile `test` were written into values.yaml; those of `dev` are laid over it by its cluster folder.
    const place = {
      ...context,
      infra: join(folder, 'infra'),
      profile: profile === 'dev' ? profile : 'default',
    } as const;
    const charts = context.entries.filter(({ chart }) => chart !== undefined);
    return Object.fromEntries(
      charts.map(({ name }) => [name, effectiveValues({ ...place, valuesOf: () => ({}) }, name)] as const),
    );
  });
}
