import type { LeaseRecord, LeaseStore } from '../../port/leases.ts';
import { integer, text } from '../row.ts';
import type { Transaction } from '../transaction.ts';
import { endLease } from './end-lease.ts';
import { readLease } from './read-lease.ts';
import { giveUpJob, requeueJob } from './requeue-job.ts';

type Expired = Parameters<LeaseStore['expire']>[0];

/** Ends the lease if its heartbeat counter still is what the reaper watched: a beat in the last moment saves the job. */
export function expireLease(tx: Transaction, expired: Expired): boolean {
  const lease = readLease(tx, expired.jobId);
  if (lease === null || lease.attempt !== expired.attempt || lease.beat !== expired.beat) return false;
  endLease(tx, lease, 'lost', expired.at);
  const { reason, at } = expired;
  if (lease.cancelReason !== null) {
    giveUpJob(tx, lease, { conclusion: 'cancelled', reason: lease.cancelReason, at });
  } else if (lease.started && !hasAttemptsLeft(tx, lease)) {
    bury(tx, lease, reason, at);
    giveUpJob(tx, lease, { conclusion: 'failure', reason, at });
  } else {
    requeueJob(tx, lease, reason, lease.exclusive && expired.notBefore > at ? expired.notBefore : 0);
  }
  return true;
}

/** Counts the attempt: only those count that started a step, or a machine that cannot start agents would eat them up. */
function hasAttemptsLeft(tx: Transaction, { jobId }: LeaseRecord): boolean {
  const job = tx.get('UPDATE jobs SET counted = counted + 1 WHERE id = ? RETURNING counted, max_attempts', jobId);
  return integer(job?.counted) < integer(job?.max_attempts);
}

function bury(tx: Transaction, { jobId, runId }: LeaseRecord, reason: string, at: number): void {
  const name = text(tx.get('SELECT name FROM jobs WHERE id = ?', jobId)?.name);
  tx.run('INSERT OR REPLACE INTO dead_letters VALUES (?, ?, ?, ?, ?)', jobId, Number(runId), name, reason, at);
}
