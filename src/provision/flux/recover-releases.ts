import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { rollbackRelease } from '../chart/apply-release.ts';
import { isPending, lastGood, type Release, readReleases } from '../chart/release.ts';
import type { Change } from '../component.ts';
import type { ComponentContext } from '../context.ts';

const podsSchema = z.object({ items: z.array(z.unknown()) });

/** A release that an interrupted helm left, with the revision to go back to. */
interface Stuck {
  context: ComponentContext;
  current: Release;
  good: Release;
}

/** What `recoverReleases` would do. */
export async function planRecovery(context: ComponentContext): Promise<Change[]> {
  return (await stuckReleases(context)).map(({ context: { entry }, current }) => ({
    action: 'recover',
    what: `release ${entry.release}`,
    detail: `an interrupted helm left it ${current.info.status}`,
  }));
}

/**
 * Takes releases back that an interrupted helm left pending, to their last good revision: the next helm would be refused
 * because of them, whoever runs it. Only for moments in which nobody deploys. One that was never good is left to `setup` of
 * its component.
 */
export async function recoverReleases(context: ComponentContext): Promise<void> {
  for (const { context: stuck, current, good } of await stuckReleases(context)) {
    context.progress(`recovering ${stuck.entry.release} from ${current.info.status}`);
    await rollbackRelease(stuck, good);
  }
}

/** Waits until no pod of Flux is left: a helm that still works in one would take its release from us again. */
export async function controllersAreGone({ cluster, entry, signal, timeoutMilliseconds }: ComponentContext) {
  const { kube } = await cluster();
  const until = performance.now() + timeoutMilliseconds;
  const pods = async () => podsSchema.parse(await kube.request('GET', podsOf(entry.namespace), { signal })).items;
  while ((await pods()).length > 0 && performance.now() < until) await delay(500, undefined, { signal });
}

function podsOf(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/pods`;
}

async function stuckReleases(context: ComponentContext): Promise<Stuck[]> {
  const stuck: Stuck[] = [];
  for (const entry of context.entries.filter(({ release }) => release !== undefined)) {
    const own = { ...context, entry };
    const releases = await readReleases(own);
    const [current, good] = [releases[0], lastGood(releases)];
    if (current !== undefined && good !== undefined && isPending(current)) stuck.push({ context: own, current, good });
  }
  return stuck;
}
