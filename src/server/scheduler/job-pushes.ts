import type { Clock } from '../../shared/clock.ts';
import type { RefChange } from '../../store/port/deliveries.ts';
import type { Store } from '../../store/port.ts';

/** How long after a job's push its report by the forge is expected at most, in milliseconds. */
const expectFor = 10 * 60_000;

/** A push that a job makes to a forge right now. */
export interface JobPush {
  /** Once the forge has answered, and before the job hears of it: which refs it moved. */
  settle(accepted: ReadonlySet<string>): Promise<void>;
}

/**
 * What jobs push to a forge with their own token. The webhook, or the comparison, that finds such a ref moved must start
 * nothing, or a job that pushes would start itself over and over.
 */
export interface JobPushes {
  /** Call it before the forge sees the push: its webhook may be faster than its answer. */
  expect(changes: RefChange[]): JobPush;
  /** Whether a ref stands where a job pushed it to in the last minutes. */
  includes(change: RefChange): Promise<boolean>;
}

export function createJobPushes(deps: { store: Pick<Store, 'ticks'>; clock: Clock }): JobPushes {
  const underWay = new Map<string, number>();
  const count = (key: string, by: number): void => {
    const next = (underWay.get(key) ?? 0) + by;
    if (next > 0) underWay.set(key, next);
    else underWay.delete(key);
  };
  return {
    expect(changes) {
      for (const change of changes) count(keyOf(change), 1);
      return {
        async settle(accepted) {
          const at = deps.clock.now();
          for (const change of changes) {
            // Kept in the store, so that a comparison after a restart, or by another server, knows it too.
            if (accepted.has(change.ref)) await deps.store.ticks.claim(`${keyOf(change)}${at}`, at);
          }
          for (const change of changes) count(keyOf(change), -1);
        },
      };
    },
    async includes(change) {
      if (underWay.has(keyOf(change))) return true;
      const pushed = await deps.store.ticks.last(keyOf(change));
      return pushed !== null && deps.clock.now() - pushed < expectFor;
    },
  };
}

function keyOf({ repositoryId, ref, after }: RefChange): string {
  return `job-push:${repositoryId}:${ref}:${after}:`;
}
