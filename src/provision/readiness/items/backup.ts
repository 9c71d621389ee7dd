import { z } from 'zod';
import { readBackupRecord } from '../../backup-record.ts';
import { componentsWithData } from '../../components-with-data.ts';
import type { ComponentContext } from '../../context.ts';
import type { ReadinessItem } from '../item.ts';

const cronJobsSchema = z.object({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      spec: z.looseObject({ suspend: z.boolean().default(false), schedule: z.string() }),
      status: z.looseObject({ lastSuccessfulTime: z.string().optional() }).prefault({}),
    }),
  ),
});
/** A day, and the time that a backup may take: in milliseconds. */
const insideEvery = 26 * 3_600_000;
const outsideEvery = 7 * 86_400_000;

export const backup: ReadinessItem = {
  name: 'backup',
  demand: 'Data are backed up inside the cluster every day, and outside of it every week.',
  async look({ options, present }) {
    const contexts = present.filter(({ entry }) => componentsWithData.includes(entry.name));
    const seen = await Promise.all(contexts.map(lastInside));
    const { kube } = await options.cluster();
    const outside = await readBackupRecord(options.paths.config, kube.connection.server);
    const isOld = outside === null || Date.now() - outside.at > outsideEvery;
    return {
      evidence: [
        ...seen.map(({ name, last }) => `${name}: last backup inside the cluster ${last ?? 'never'}`),
        `outside of it: ${outside === null ? 'never from this machine' : `${new Date(outside.at).toISOString()}, ${outside.file}`}`,
      ],
      faults: [
        ...seen.flatMap(({ name, last }) =>
          last !== null && Date.now() - Date.parse(last) < insideEvery ? [] : [`${name} has no backup of the last day`],
        ),
        ...(isOld ? ['no backup of the last week lies outside of the cluster'] : []),
      ],
      mend: 'raibid-cli backup --cluster --to <folder>, by cron; backup.enabled in the values of the charts.',
    };
  },
};

async function lastInside({ cluster, entry, signal }: ComponentContext) {
  const { kube } = await cluster();
  const path = `/apis/batch/v1/namespaces/${entry.namespace}/cronjobs`;
  const { items } = cronJobsSchema.parse(await kube.request('GET', path, { signal }));
  const moments = items.filter(({ spec }) => !spec.suspend).flatMap(({ status }) => status.lastSuccessfulTime ?? []);
  return { name: entry.name, last: moments.toSorted().at(-1) ?? null };
}
