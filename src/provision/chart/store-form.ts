import { RaibidError } from '../../shared/errors.ts';
import type { ComponentEntry } from '../components.ts';
import type { ComponentContext } from '../context.ts';
import { withRedis } from '../redis/connect.ts';
import type { Release } from './release.ts';

const annotation = 'raibid-ci.dev/store-schema';
/** The last form before the chart of the server said which it makes. */
const unsaid = 2;
/** Its name is stable (docs/redis.md). */
const schemaKey = '{raibid}:schema';

/** What a Chart.yaml says about its chart. */
export interface ChartAnnotations {
  annotations: Readonly<Record<string, string>>;
}

/** True for the component whose program has its data in Redis. */
export function takesStore({ name }: Pick<ComponentEntry, 'name'>): boolean {
  return name === 'server';
}

/** `refuseOlderForm` for a release of any component. */
export async function refuseOlderRelease(context: ComponentContext, release: Release, what: string): Promise<void> {
  if (takesStore(context.entry)) await refuseOlderForm(context, release.chart.metadata, what);
}

/**
 * Refuses to deploy a server for an older form of the data than Redis holds: forms only go forward, and such a server would end
 * at once. Redis that does not answer is no reason. `what` begins the sentence. Throws `store_newer`.
 */
export async function refuseOlderForm(
  context: ComponentContext,
  { annotations }: ChartAnnotations,
  what: string,
): Promise<void> {
  const form = Number(annotations[annotation] ?? unsaid);
  const found = await formInRedis(context);
  if (found === null || found <= form) return;
  const message = `${what} is for form ${form} of the data in Redis. They have form ${found} by now, and no way leads back.`;
  throw new RaibidError('store_newer', message, {
    hint: 'Go on with the newer version, or restore a backup from before the upgrade: docs/setup.md, "Upgrade and roll back".',
    details: { found, known: form },
  });
}

async function formInRedis(context: ComponentContext): Promise<number | null> {
  try {
    const found = await withRedis(context, (as) => as('server', (send) => send('GET', schemaKey)));
    return found === null ? null : Number(found);
  } catch {
    context.signal.throwIfAborted();
    context.progress('Redis does not say which form its data have');
    return null;
  }
}
