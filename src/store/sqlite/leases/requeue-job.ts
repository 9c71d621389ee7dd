import type { StepState } from '../../../contract/job-message.ts';
import { endedResult } from '../../ended-result.ts';
import type { LeaseRecord } from '../../port/leases.ts';
import { putInQueue } from '../queue/put-in-queue.ts';
import { document } from '../row.ts';
import { postEvent } from '../runs/post-event.ts';
import type { Transaction } from '../transaction.ts';
import { finishJob } from './finish-job.ts';

/** Puts a job whose lease has ended back to its old place, and tells its run. */
export function requeueJob(tx: Transaction, lease: LeaseRecord, reason: string, notBefore: number): void {
  tx.run(`UPDATE jobs SET state = 'waiting' WHERE id = ?`, lease.jobId);
  putInQueue(tx, lease.jobId, notBefore);
  const { jobId, attempt } = lease;
  postEvent(tx, Number(lease.runId), { type: 'job_requeued', jobId, attempt, reason });
}

/** Ends a job for good whose lease has ended without a report. */
export function giveUpJob(
  tx: Transaction,
  lease: LeaseRecord,
  end: { conclusion: 'failure' | 'cancelled'; reason: string; at: number },
): void {
  const steps = document<StepState[]>(tx.get('SELECT steps FROM jobs WHERE id = ?', lease.jobId)?.steps);
  const result = endedResult(steps, end.conclusion, end.at);
  finishJob(tx, { jobId: lease.jobId, attempt: lease.attempt, result, reason: end.reason, at: end.at });
}
