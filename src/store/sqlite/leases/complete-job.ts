import { RaibidError } from '../../../shared/errors.ts';
import type { LeaseRecord, LeaseStore } from '../../port/leases.ts';
import type { Transaction } from '../transaction.ts';
import { endLease } from './end-lease.ts';
import { finishJob } from './finish-job.ts';
import { endedOutcome, leaseLost } from './lost-lease.ts';
import { heldLease } from './read-lease.ts';

type Done = Parameters<LeaseStore['complete']>[0];

/** Outcomes that an attempt gets by reporting a result, and not by losing its lease. */
const reported = new Set<string | null>(['success', 'failure', 'cancelled', 'timed_out']);

/** Result, end of the lease and the run's event in one operation: a job is never done without its run knowing. */
export function completeJob(tx: Transaction, done: Done): Pick<LeaseRecord, 'claimedAt'> | null {
  const lease = heldLease(tx, done);
  if (lease === null) {
    if (reported.has(endedOutcome(tx, done))) return null;
    throw leaseLost(done);
  }
  if (lease.nextLine !== done.lineCount) {
    const message = `The log of job ${done.jobId} has ${lease.nextLine} of ${done.lineCount} lines.`;
    throw new RaibidError('conflict', message, {
      hint: 'Send the missing lines, then complete the job again.',
      details: { nextLine: lease.nextLine, lineCount: done.lineCount },
    });
  }
  endLease(tx, lease, done.result.conclusion, done.at);
  finishJob(tx, { jobId: done.jobId, attempt: done.attempt, result: done.result, reason: null, at: done.at });
  return lease;
}
