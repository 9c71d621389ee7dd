import type { JobResult } from '../../contract/job-message.ts';
import { type BoundedMap, boundedMap } from '../../shared/bounded-map.ts';
import type { RunCommit } from '../../store/port/runs.ts';
import type { Store } from '../../store/port.ts';
import type { Collectors } from './collectors.ts';
import { timeStore } from './time-store.ts';

/** Ended runs remembered at most, so that a long life costs no memory; the oldest goes first. */
const maxRemembered = 10_000;

/**
 * The same store, measuring what passes through it: how long runs and jobs took from one state to the next, leases that
 * expired, runs that ended, statuses sent. All moments come from the store, so it does not matter which server did what
 * came before.
 */
export function measureStore(store: Store, collectors: Collectors): Store {
  const timed = timeStore(store, collectors);
  return {
    ...timed,
    runs: measuredRuns(timed, collectors),
    queue: measuredQueue(timed, collectors),
    leases: measuredLeases(timed, collectors),
    outbox: measuredOutbox(timed, collectors),
  };
}

function measuredRuns({ runs }: Store, collectors: Collectors): Store['runs'] {
  const ended = boundedMap<number>(maxRemembered);
  return {
    ...runs,
    async commit(commit) {
      const done = await runs.commit(commit);
      if (!done) return false;
      countEnd(commit, ended, collectors);
      const [first] = commit.enqueue;
      const { startedAt, createdAt, attempt } = commit.state;
      // Jobs that became ready later waited for others, and those of a rerun for a person.
      if (first !== undefined && startedAt === null && attempt === 1) {
        collectors.runQueue.observe(seconds(first.at - createdAt));
      }
      return true;
    },
  };
}

function measuredQueue({ queue }: Store, collectors: Collectors): Store['queue'] {
  return {
    ...queue,
    async claim(request) {
      const claimed = await queue.claim(request);
      if (claimed === null) return null;
      collectors.claims.inc({ agent_class: request.agent.agentClass });
      collectors.claimWait.observe(seconds(request.at - claimed.queuedAt));
      return claimed;
    },
  };
}

function measuredLeases({ leases }: Store, collectors: Collectors): Store['leases'] {
  return {
    ...leases,
    async complete(done) {
      const lease = await leases.complete(done);
      if (lease !== null) observeSteps(done.result, lease.claimedAt, done.at, collectors);
      return lease;
    },
    async expire(lease) {
      const expired = await leases.expire(lease);
      if (expired) collectors.leasesLost.inc();
      return expired;
    },
  };
}

function measuredOutbox({ outbox }: Store, { statusesDone, statusErrors }: Collectors): Store['outbox'] {
  return {
    ...outbox,
    async done(id) {
      await outbox.done(id);
      statusesDone.inc();
    },
    async retry(id, nextTryAt) {
      await outbox.retry(id, nextTryAt);
      statusErrors.inc();
    },
  };
}

/** The first step has the time of its agent's clock, which on other machines may be a little off. */
function observeSteps({ steps }: JobResult, claimedAt: number, at: number, collectors: Collectors): void {
  const first = steps.find(({ startedAt }) => startedAt !== null)?.startedAt;
  if (typeof first !== 'number') return;
  collectors.firstStep.observe(seconds(first - claimedAt));
  collectors.steps.observe(seconds(at - first));
}

/** Each try of a run ends once, although late events may still be written into it. */
function countEnd({ state }: RunCommit, ended: BoundedMap<number>, collectors: Collectors): void {
  if (state.status !== 'completed' || ended.get(state.id) === state.attempt) return;
  ended.set(state.id, state.attempt);
  collectors.runs.inc({ conclusion: state.conclusion ?? 'failure' });
}

function seconds(milliseconds: number): number {
  return Math.max(0, milliseconds) / 1000;
}
