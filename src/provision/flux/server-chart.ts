import { parse } from 'yaml';
import { z } from 'zod';
import type { ChartAnnotations } from '../chart/store-form.ts';
import type { InfraClone } from './infra-repository.ts';

const chartSchema = z.looseObject({ annotations: z.record(z.string(), z.string()).default({}) });

const file = 'infra/server/chart/Chart.yaml';

/** What the Chart.yaml of the server says in a commit of the infra repository; null where people have removed it. */
export async function serverChartAt({ git }: InfraClone, commit: string): Promise<ChartAnnotations | null> {
  if ((await git('ls-tree', commit, '--', file)) === '') return null;
  return chartSchema.parse(parse(await git('show', `${commit}:${file}`)));
}
