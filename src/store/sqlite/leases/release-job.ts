import { RaibidError } from '../../../shared/errors.ts';
import type { LeaseStore } from '../../port/leases.ts';
import type { Transaction } from '../transaction.ts';
import { endLease } from './end-lease.ts';
import { endedOutcome, leaseLost } from './lost-lease.ts';
import { heldLease } from './read-lease.ts';
import { giveUpJob, requeueJob } from './requeue-job.ts';

type GivenBack = Parameters<LeaseStore['release']>[0];

/** An agent that must stop before its first step gives the job back. A job that is to be cancelled does not wait again. */
export function releaseJob(tx: Transaction, back: GivenBack): void {
  const lease = heldLease(tx, back);
  if (lease === null) {
    if (endedOutcome(tx, back) === 'released') return;
    throw leaseLost(back);
  }
  if (lease.started) {
    throw new RaibidError('conflict', `Job ${back.jobId} has started its first step and cannot be given back.`, {
      hint: 'Complete the job, or let its lease expire.',
    });
  }
  endLease(tx, lease, 'released', back.at);
  if (lease.cancelReason === null) requeueJob(tx, lease, back.reason, 0);
  else giveUpJob(tx, lease, { conclusion: 'cancelled', reason: lease.cancelReason, at: back.at });
}
