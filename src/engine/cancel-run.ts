import type { JobState } from '../contract/run-state.ts';
import { evaluateCondition } from '../workflow/expressions/evaluate.ts';
import { finishJob, stopJob } from './finish-job.ts';
import { jobScope } from './job-context.ts';
import type { RunDraft } from './run-draft.ts';
import { waitsAsWhole } from './settle.ts';

/**
 * The `cancel` event. As on GitHub the conditions of unfinished jobs are evaluated again: a job with `if: always()`
 * goes on, and jobs that still wait for others are decided when their turn comes.
 */
export function cancelRun(draft: RunDraft, by: string): void {
  const { run } = draft;
  if (run.status === 'completed' || run.cancelRequested !== null) return;
  const begun = run.jobs.length > 0 && !waitsAsWhole(run);
  run.cancelRequested = { by, at: draft.env.now };
  const reason = `Cancelled by ${by}`;
  if (!begun) {
    cancelBeforeBegin(draft, reason);
    return;
  }
  for (const { id } of run.jobs) {
    const job = draft.job(id);
    if (job === undefined || job.status === 'completed' || job.waitingFor?.kind === 'needs') continue;
    // The jobs of a call are asked themselves.
    if (job.callId !== undefined) continue;
    if (!runsAnyway(draft, job)) stopJob(draft, job, reason);
  }
}

/** Ends a run none of whose jobs was let go. */
export function cancelBeforeBegin(draft: RunDraft, reason: string): void {
  for (const job of draft.run.jobs) finishJob(draft, job, { conclusion: 'cancelled', reason });
}

function runsAnyway(draft: RunDraft, job: JobState): boolean {
  const condition = draft.plan(job.key).if;
  try {
    return condition !== undefined && evaluateCondition(condition, jobScope(draft, job.key));
  } catch {
    return false;
  }
}
