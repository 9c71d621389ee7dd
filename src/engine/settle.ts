import type { RunState } from '../contract/run-state.ts';
import type { Conclusion } from '../contract/status.ts';
import { admitJobs } from './admit-job.ts';
import { readyJobs } from './ready-job.ts';
import type { RunDraft } from './run-draft.ts';

/**
 * Follows every ended job to what it sets free: held siblings, jobs that needed it, the end of the run. A loop instead
 * of recursion: a chain of a thousand skipped jobs settles in one step.
 */
export function settle(draft: RunDraft): void {
  for (let key = draft.nextFinished(); key !== undefined; key = draft.nextFinished()) {
    admitJobs(draft, key);
    if (!isOver(draft, key)) continue;
    for (const dependent of draft.dependentsOf(key)) wake(draft, dependent);
  }
  updateStatus(draft);
}

export function isOver(draft: RunDraft, key: string): boolean {
  return draft.jobsOf(key).every((job) => job.status === 'completed');
}

/** A job one of whose needs has ended: it is ready, or waits for fewer. */
export function wake(draft: RunDraft, key: string): void {
  const open = openNeeds(draft, key);
  if (open.length === 0) {
    readyJobs(draft, key);
    return;
  }
  noteNeeds(draft, key, open);
}

/** Notes which needs are still open, for jobs that wait for needs. */
export function noteNeeds(draft: RunDraft, key: string, jobs: string[]): void {
  for (const job of draft.jobsOf(key)) {
    if (job.waitingFor?.kind === 'needs') draft.update(job.id, { waitingFor: { kind: 'needs', jobs } });
  }
}

/** The needs of a key that have not ended. */
export function openNeeds(draft: RunDraft, key: string): string[] {
  return draft.plan(key).needs.filter((need) => !isOver(draft, need));
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
  if (run.jobs.some((job) => job.status === 'in_progress')) {
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
