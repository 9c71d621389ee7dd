import type { JobState } from '../contract/run-state.ts';
import { plannedJob } from './new-run.ts';
import type { RunDraft } from './run-draft.ts';
import { isOver, noteNeeds, openNeeds } from './settle.ts';
import { beginJobs, letIn, startRun } from './start-run.ts';

/** The `rerun` event, for a completed run. `failed` keeps what succeeded and repeats what failed and all behind it. */
export function rerunRun(draft: RunDraft, only: 'all' | 'failed', by: string): void {
  const { run } = draft;
  if (run.status !== 'completed' || run.failure !== null) return;
  if (run.jobs.length === 0) {
    // Cancelled before its start: there is nothing to repeat yet.
    reopen(draft, by);
    startRun(draft);
    return;
  }
  const failed = only === 'all' ? run.jobs : run.jobs.filter(hasFailed);
  if (failed.length === 0) return;
  const behind = only === 'all' ? keysOf(failed) : dependentsOf(draft, keysOf(failed));
  reopen(draft, by);
  repeat(draft, failed, behind);
  letIn(draft);
}

/** The `retry_job` event: repeats one ended job that failed (a dead letter) and what was skipped or failed behind it. */
export function retryJob(draft: RunDraft, jobId: string, by: string): void {
  const job = draft.job(jobId);
  if (job === undefined || job.status !== 'completed' || !hasFailed(job)) return;
  const wasCompleted = draft.run.status === 'completed';
  const behind = [...dependentsOf(draft, new Set([job.key]))].filter((key) => isOver(draft, key));
  if (wasCompleted) reopen(draft, by);
  repeat(draft, [job], new Set(behind));
  if (wasCompleted) letIn(draft);
  else beginJobs(draft);
}

function hasFailed(job: JobState): boolean {
  return job.conclusion !== 'success' && job.conclusion !== 'skipped';
}

function keysOf(jobs: JobState[]): Set<string> {
  return new Set(jobs.map((job) => job.key));
}

/** All keys behind the given ones, directly or not. */
function dependentsOf(draft: RunDraft, keys: Set<string>): Set<string> {
  const found = new Set<string>();
  const open = [...keys];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const dependent of draft.dependentsOf(key)) {
      if (found.has(dependent)) continue;
      found.add(dependent);
      open.push(dependent);
    }
  }
  return found;
}

function reopen(draft: RunDraft, by: string): void {
  const { run } = draft;
  run.attempt += 1;
  run.triggeredBy = by;
  run.status = 'queued';
  run.conclusion = null;
  run.cancelRequested = null;
  run.concurrencyGroup = null;
  run.startedAt = null;
  run.completedAt = null;
}

/** Jobs behind others start from the plan; others keep their matrix values and repeat as they are. */
function repeat(draft: RunDraft, jobs: JobState[], behind: Set<string>): void {
  for (const job of jobs) {
    if (!behind.has(job.key)) draft.update(job.id, fresh(draft, job, job));
  }
  for (const key of behind) {
    const planned = plannedJob(draft.run, draft.plan(key), draft.env.now);
    const priorAttempts = attemptsOf(draft.jobsOf(key));
    draft.replaceKey(key, [{ ...planned, attempt: priorAttempts[planned.id] ?? 0, priorAttempts }]);
  }
  for (const key of [...keysOf(jobs), ...behind]) noteNeeds(draft, key, openNeeds(draft, key));
}

/** Attempt numbers count on over reruns: events of an older attempt must not be taken for new ones. */
function attemptsOf(jobs: JobState[]): Record<string, number> {
  const own = jobs.flatMap((job) => [...Object.entries(job.priorAttempts ?? {}), [job.id, job.attempt] as const]);
  return Object.fromEntries(own);
}

function fresh(draft: RunDraft, job: JobState, { matrix, matrixKey, jobIndex, jobTotal }: JobState): JobState {
  const planned = plannedJob(draft.run, draft.plan(job.key), draft.env.now);
  const { id, attempt, name, failFast, maxParallel } = job;
  return {
    ...planned,
    id,
    attempt,
    name,
    failFast,
    maxParallel,
    matrix,
    matrixKey,
    jobIndex,
    jobTotal,
    placeholder: false,
  };
}
