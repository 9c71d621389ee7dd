import { RaibidError } from '../../../shared/errors.ts';
import { text } from '../row.ts';
import type { Transaction } from '../transaction.ts';
import type { AttemptName } from './read-lease.ts';

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
