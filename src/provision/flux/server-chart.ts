import { parse } from 'yaml';
import { z } from 'zod';
import type { ChartAnnotations } from '../chart/store-form.ts';
import type { InfraClone } from './infra-repository.ts';

const chartSchema = z.looseObject({ annotations: z.record(z.string(), z.string()).default({}) });

/** What the Chart.yaml of the server says in a commit of the infra repository. */
export async function serverChartAt({ git }: InfraClone, commit: string): Promise<ChartAnnotations> {
  return chartSchema.parse(parse(await git('show', `${commit}:infra/server/chart/Chart.yaml`)));
}
