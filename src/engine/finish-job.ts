import type { JobState } from '../contract/run-state.ts';
import { type Conclusion, resultOf } from '../contract/status.ts';
import { announceJob } from './commit-status.ts';
import type { RunDraft } from './run-draft.ts';

/** How a job ended. */
export interface JobEnd {
  conclusion: Conclusion;
  reason: string | null;
  outputs?: Record<string, string>;
  /** Milliseconds since 1970; the engine's now when absent. */
  at?: number;
}

/** Ends a job: its one and only conclusion. What follows from it is done by `settle`. */
export function finishJob(draft: RunDraft, job: JobState, end: JobEnd): void {
  if (job.status === 'completed') return;
  const result = resultOf(end.conclusion);
  const finished = draft.update(job.id, {
    status: 'completed',
    conclusion: end.conclusion,
    result: result === 'failure' && job.continueOnError ? 'success' : result,
    reason: end.reason,
    outputs: end.outputs ?? {},
    waitingFor: null,
    completedAt: end.at ?? draft.env.now,
  });
  if (finished.concurrencyGroup !== null) {
    draft.emit({ type: 'release_group', group: finished.concurrencyGroup, jobId: finished.id });
  }
  announceJob(draft, finished);
  draft.markFinished(job.key);
  if (failed(finished) && finished.failFast && finished.matrix !== null && !finished.continueOnError) {
    cancelSiblings(draft, finished);
  }
}

function failed(job: JobState): boolean {
  return job.conclusion === 'failure' || job.conclusion === 'timed_out';
}

function cancelSiblings(draft: RunDraft, failedJob: JobState): void {
  const reason = `Cancelled because \`${failedJob.name}\` failed (fail-fast)`;
  for (const sibling of draft.jobsOf(failedJob.key)) stopJob(draft, sibling, reason);
}

/** Cancels a job: at once while it waits, through its agent while it runs. Ended jobs stay as they are. */
export function stopJob(draft: RunDraft, job: JobState, reason: string): void {
  if (job.status === 'completed') return;
  if (job.callId !== undefined) {
    // It ends with the last of them.
    for (const { id } of draft.jobsOfCall(job.callId)) stopJob(draft, draft.job(id) ?? job, reason);
    return;
  }
  if (job.status === 'in_progress') {
    draft.emit({ type: 'cancel_attempt', jobId: job.id, reason });
    return;
  }
  if (job.status === 'queued') draft.emit({ type: 'dequeue', jobId: job.id, reason });
  finishJob(draft, job, { conclusion: 'cancelled', reason });
}
