import type { AttemptView } from '../../../contract/views.ts';
import type { LeaseRecord } from '../../port/leases.ts';
import type { Transaction } from '../transaction.ts';

/** Ends a lease with both its tokens, and closes its attempt in the history. */
export function endLease(tx: Transaction, lease: LeaseRecord, outcome: AttemptView['outcome'], at: number): void {
  tx.run('DELETE FROM leases WHERE job_id = ?', lease.jobId);
  tx.run(
    'UPDATE attempts SET outcome = ?, ended_at = ?, log_lines = ? WHERE job_id = ? AND attempt = ?',
    outcome,
    at,
    lease.nextLine,
    lease.jobId,
    lease.attempt,
  );
  tx.publish(`log:${lease.jobId}`);
  tx.publish(`cancel:${lease.jobId}`);
  tx.publish(`run:${lease.runId}`);
  tx.publish('runs');
}
