import { callOf } from '../contract/held-groups.ts';
import type { RunState } from '../contract/run-state.ts';
import type { Conclusion } from '../contract/status.ts';
import { admitJobs } from './admit-job.ts';
import { endCall } from './calls/end-call.ts';
import type { RunDraft } from './run-draft.ts';
import { beginKeys, isOver, wake } from './wake.ts';

/**
 * Follows every ended job to what it sets free: held siblings, jobs that needed it, the end of the run. A loop instead
 * of recursion: a chain of a thousand skipped jobs settles in one step.
 */
export function settle(draft: RunDraft): void {
  do {
    for (let key = draft.nextFinished(); key !== undefined; key = draft.nextFinished()) settleKey(draft, key);
  } while (beginNextCall(draft));
  updateStatus(draft);
}

function settleKey(draft: RunDraft, key: string): void {
  admitJobs(draft, key);
  if (!isOver(draft, key)) return;
  for (const dependent of draft.dependentsOf(key)) wake(draft, dependent);
  const callId = callOf(key);
  if (callId !== null) endCall(draft, callId);
}

function beginNextCall(draft: RunDraft): boolean {
  const callId = draft.nextCall();
  if (callId === undefined) return false;
  beginKeys(draft, new Set(draft.jobsOfCall(callId).map((job) => job.key)));
  return true;
}

/** Status of the run from those of its jobs. A run that waits as a whole (approval, group) keeps waiting. */
function updateStatus(draft: RunDraft): void {
  const { run } = draft;
  const unborn = run.jobs.length === 0 && run.failure === null && run.cancelRequested === null;
  if (run.status === 'completed' || unborn) return;
  if (run.jobs.every((job) => job.status === 'completed')) {
    completeRun(draft);
    return;
  }
  if (waitsAsWhole(run)) return;
  const queued = run.jobs.find((job) => job.status === 'queued');
  if (run.jobs.some((job) => job.status === 'in_progress' && job.callId === undefined)) {
    run.status = 'in_progress';
    run.waitingFor = null;
  } else if (queued !== undefined) {
    run.status = run.startedAt !== null ? 'in_progress' : 'queued';
    run.waitingFor = queued.waitingFor;
  } else {
    run.status = 'waiting';
    run.waitingFor = run.jobs.find((job) => isHeld(job.waitingFor))?.waitingFor ?? null;
  }
}

function isHeld(waitingFor: { kind: string } | null): boolean {
  return waitingFor !== null && waitingFor.kind !== 'needs';
}

/** True before the run was let go (approval, its own group): jobs that need nothing still stand there untouched. */
export function waitsAsWhole(run: RunState): boolean {
  return run.jobs.some((job) => job.waitingFor?.kind === 'needs' && job.waitingFor.jobs.length === 0);
}

function completeRun(draft: RunDraft): void {
  const { run } = draft;
  run.status = 'completed';
  run.conclusion = conclusionOf(draft);
  run.waitingFor = null;
  run.completedAt = draft.env.now;
  if (run.concurrencyGroup !== null) draft.emit({ type: 'release_group', group: run.concurrencyGroup, jobId: null });
  draft.emit({ type: 'run_completed' });
}

/** Failure before cancelled before success; skipped when every job was. `continue-on-error` failures do not count. */
function conclusionOf({ run }: RunDraft): Conclusion {
  const results = new Set(run.jobs.map((job) => job.result));
  if (run.failure !== null || results.has('failure')) return 'failure';
  const notAllRan = run.jobs.length === 0 || results.has('skipped');
  if (results.has('cancelled') || (run.cancelRequested !== null && notAllRan)) return 'cancelled';
  return results.has('success') ? 'success' : 'skipped';
}
