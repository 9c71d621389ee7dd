import type { RunCommit } from '../../store/port/runs.ts';
import type { Store } from '../../store/port.ts';
import type { Collectors } from './collectors.ts';

/** Jobs and runs remembered at most, so that a long life costs no memory; past that the oldest goes unmeasured. */
const maxRemembered = 10_000;

/**
 * The same store, counting what passes through it: how long jobs waited for their claim, leases that expired, runs that
 * ended. A job that became ready before this process started is not measured.
 */
export function measureStore(store: Store, collectors: Collectors): Store {
  const readySince = new Map<string, number>();
  const ended = new Map<string, number>();
  return {
    ...store,
    runs: {
      ...store.runs,
      async commit(commit) {
        const done = await store.runs.commit(commit);
        if (!done) return false;
        for (const { spec, at, notBefore } of commit.enqueue) remember(readySince, spec.jobId, Math.max(at, notBefore));
        countEnd(commit, ended, collectors);
        return true;
      },
    },
    queue: {
      ...store.queue,
      async claim(request) {
        const claimed = await store.queue.claim(request);
        const since = claimed === null ? undefined : readySince.get(claimed.spec.jobId);
        if (claimed === null || since === undefined) return claimed;
        readySince.delete(claimed.spec.jobId);
        collectors.claimWait.observe(Math.max(0, request.at - since) / 1000);
        return claimed;
      },
    },
    leases: {
      ...store.leases,
      async expire(lease) {
        const expired = await store.leases.expire(lease);
        if (expired) collectors.leasesLost.inc();
        return expired;
      },
    },
  };
}

/** Each try of a run ends once, although late events may still be written into it. */
function countEnd({ state }: RunCommit, ended: Map<string, number>, collectors: Collectors): void {
  if (state.status !== 'completed' || ended.get(state.id) === state.attempt) return;
  remember(ended, state.id, state.attempt);
  collectors.runs.inc({ conclusion: state.conclusion ?? 'failure' });
}

function remember(map: Map<string, number>, key: string, value: number): void {
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > maxRemembered && oldest.done !== true) map.delete(oldest.value);
}
