import { endedResult } from '../../ended-result.ts';
import { finishJob } from '../leases/finish-job.ts';
import { integer } from '../row.ts';
import type { Transaction } from '../transaction.ts';

/** Takes a waiting job out of the queue; the engine has decided its fate already. One that was claimed is cancelled. */
export function withdrawJob(tx: Transaction, jobId: string, reason: string): void {
  if (tx.run('DELETE FROM queue WHERE job_id = ?', jobId) === 0) {
    markLease(tx, jobId, reason);
    return;
  }
  tx.run(`UPDATE jobs SET state = 'done' WHERE id = ?`, jobId);
}

/**
 * Marks the lease of a running job. When the job went back to the queue after the engine had looked, the mark would be
 * lost with the lease and the job would run again: it is ended here instead, as of the moment it went back.
 */
export function cancelLease(tx: Transaction, jobId: string, reason: string): void {
  if (markLease(tx, jobId, reason) || tx.run('DELETE FROM queue WHERE job_id = ?', jobId) === 0) return;
  const job = tx.get(
    `SELECT attempt, COALESCE((SELECT MAX(ended_at) FROM attempts WHERE job_id = id), queued_at) AS at
     FROM jobs WHERE id = ?`,
    jobId,
  );
  const at = integer(job?.at);
  finishJob(tx, { jobId, attempt: integer(job?.attempt), result: endedResult([], 'cancelled', at), reason, at });
}

function markLease(tx: Transaction, jobId: string, reason: string): boolean {
  const marked = tx.run('UPDATE leases SET cancel_reason = COALESCE(cancel_reason, ?) WHERE job_id = ?', reason, jobId);
  if (marked === 0) return false;
  tx.publish(`cancel:${jobId}`);
  return true;
}
