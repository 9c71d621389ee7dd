import type { JobState } from '../contract/run-state.ts';
import { plannedJob } from './new-run.ts';
import type { RunDraft } from './run-draft.ts';
import { beginJobs, letIn, startRun } from './start-run.ts';
import { isOver, noteNeeds, openNeeds } from './wake.ts';

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
  const failed = only === 'all' ? run.jobs : jobsToRepeat(draft, run.jobs.filter(hasFailed));
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
  const jobs = jobsToRepeat(draft, [job]);
  const behind = [...dependentsOf(draft, keysOf(jobs))].filter((key) => isOver(draft, key));
  if (wasCompleted) reopen(draft, by);
  repeat(draft, jobs, new Set(behind));
  if (wasCompleted) letIn(draft);
  else beginJobs(draft);
}

function hasFailed(job: JobState): boolean {
  return job.conclusion !== 'success' && job.conclusion !== 'skipped';
}

/**
 * The jobs to repeat for those that failed: of a call the jobs that failed in it, unless it failed by itself. A call that
 * held a concurrency group is repeated as a whole: the group may be another's by now.
 */
function jobsToRepeat(draft: RunDraft, failed: JobState[]): JobState[] {
  const own = failed.filter(({ callId }) => callId === undefined || !draft.jobsOfCall(callId).some(hasFailed));
  const whole = own.map(
    (job) => callersOf(draft, job.key).findLast((caller) => caller.concurrencyGroup !== null) ?? job,
  );
  return [...new Set(whole)];
}

/** The jobs whose calls a job belongs to, the innermost first. */
function callersOf(draft: RunDraft, key: string): JobState[] {
  const caller = draft.job(draft.call(key)?.jobId ?? '');
  return caller === undefined ? [] : [caller, ...callersOf(draft, caller.key)];
}

function keysOf(jobs: JobState[]): Set<string> {
  return new Set(jobs.map((job) => job.key));
}

/** All keys behind the given ones, directly or not: also those that wait for the job whose call they belong to. */
function dependentsOf(draft: RunDraft, keys: Set<string>): Set<string> {
  const found = new Set<string>();
  const open = [...keys];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const ending = [key, ...callersOf(draft, key).map((caller) => caller.key)];
    for (const dependent of ending.flatMap((one) => draft.dependentsOf(one))) {
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
  const keys = new Set([...keysOf(jobs), ...behind]);
  for (const key of keys) {
    for (const caller of callersOf(draft, key)) draft.update(caller.id, running);
  }
  for (const job of jobs) {
    if (behind.has(job.key)) continue;
    const called = takeCalls(draft, [job]);
    draft.update(job.id, {
      ...fresh(draft, job, job),
      ...(called.length > 0 && { priorAttempts: attemptsOf(called) }),
    });
  }
  for (const key of behind) {
    const before = draft.jobsOf(key);
    // It went with the call that it was part of.
    if (before.length === 0) continue;
    const planned = plannedJob(draft.run, draft.plan(key), draft.env.now);
    const priorAttempts = attemptsOf([...before, ...takeCalls(draft, before)]);
    draft.replaceKey(key, [{ ...planned, attempt: priorAttempts[planned.id] ?? 0, priorAttempts }]);
  }
  for (const key of keys) {
    if (draft.jobsOf(key).length > 0) noteNeeds(draft, key, openNeeds(draft, key));
  }
}

/** A job whose call goes on. */
const running = {
  status: 'in_progress',
  conclusion: null,
  result: null,
  outputs: {},
  reason: null,
  completedAt: null,
} as const;

/** Removes what these jobs have called; answers the jobs that are gone. */
function takeCalls(draft: RunDraft, callers: JobState[]): JobState[] {
  return callers.flatMap(({ callId }) => (callId === undefined ? [] : draft.removeCall(callId)));
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
