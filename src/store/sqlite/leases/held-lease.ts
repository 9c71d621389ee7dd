import { RaibidError } from '../../../shared/errors.ts';
import type { LeaseRecord } from '../../port.ts';
import { text } from '../row.ts';
import type { Transaction } from '../transaction.ts';
import { readLease } from './read-lease.ts';

/** How a call of the lease protocol names its attempt. */
export interface AttemptName {
  jobId: string;
  attempt: number;
  leaseTokenHash: string;
}

/** The lease of exactly this attempt and token, or null: it ended, or another attempt has the job. */
export function heldLease(tx: Transaction, name: AttemptName): LeaseRecord | null {
  const held = tx.get(
    'SELECT 1 FROM leases WHERE job_id = ? AND attempt = ? AND lease_token = ?',
    name.jobId,
    name.attempt,
    name.leaseTokenHash,
  );
  return held === null ? null : readLease(tx, name.jobId);
}

/** How this attempt ended, for a call that is repeated because its answer was lost. Null: it never was this caller's. */
export function endedOutcome(tx: Transaction, { jobId, attempt, leaseTokenHash }: AttemptName): string | null {
  const row = tx.get(
    'SELECT outcome FROM attempts WHERE job_id = ? AND attempt = ? AND lease_token = ?',
    jobId,
    attempt,
    leaseTokenHash,
  );
  return row === null ? null : text(row.outcome);
}

export function leaseLost({ jobId, attempt }: Omit<AttemptName, 'leaseTokenHash'>): RaibidError {
  return new RaibidError('lease_lost', `Attempt ${attempt} of job ${jobId} does not hold the job any more.`);
}
