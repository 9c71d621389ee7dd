import type { Blobs } from '../blobs/port.ts';
import type { Garbage } from '../store/port/garbage.ts';
import type { ServerDeps } from './deps.ts';

const atOnce = 200;

export const removers: Record<Garbage['kind'], (blobs: Blobs, id: string) => Promise<void>> = {
  log: (blobs, id) => blobs.logs.deleteRun(id),
  artifact: (blobs, id) => blobs.artifacts.delete(id),
  cache: (blobs, id) => blobs.caches.delete(id),
};

/**
 * Deletes from the blobs what belongs to nothing any more. Called after every operation that makes garbage, and by the
 * janitor for what a crash left. What cannot be deleted stays on the list for the next time.
 * @throws the first failure of the disk, once the others are gone
 */
export async function deleteGarbage({
  store,
  blobs,
  clock,
}: Pick<ServerDeps, 'store' | 'blobs' | 'clock'>): Promise<void> {
  for (;;) {
    const found = await store.garbage.list(atOnce, clock.now());
    const outcomes = await Promise.allSettled(found.map(({ kind, id }) => removers[kind](blobs, id)));
    await store.garbage.done(found.filter((_, nth) => outcomes[nth]?.status === 'fulfilled'));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    if (found.length < atOnce) return;
  }
}
