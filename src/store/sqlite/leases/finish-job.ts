import type { JobResult } from '../../../contract/job-message.ts';
import { integer } from '../row.ts';
import { postEvent } from '../runs/post-event.ts';
import type { Transaction } from '../transaction.ts';

export interface FinishedJob {
  jobId: string;
  attempt: number;
  result: JobResult;
  /** Set when the store ended the job, not an agent. */
  reason: string | null;
  at: number;
}

/** Writes the one result of a job and tells its run. */
export function finishJob(tx: Transaction, { jobId, attempt, result, reason, at }: FinishedJob): void {
  const job = tx.get(
    `UPDATE jobs SET state = 'done', steps = ?, result = ? WHERE id = ? RETURNING run_id`,
    JSON.stringify(result.steps),
    JSON.stringify(result),
    jobId,
  );
  const { conclusion, outputs } = result;
  const event = { type: 'job_completed' as const, jobId, attempt, at, result: { conclusion, outputs }, reason };
  postEvent(tx, integer(job?.run_id), event);
}
