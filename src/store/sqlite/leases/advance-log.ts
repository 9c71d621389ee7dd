import { RaibidError } from '../../../shared/errors.ts';
import type { LeaseStore } from '../../port/leases.ts';
import type { Transaction } from '../transaction.ts';
import { leaseLost } from './lost-lease.ts';
import { heldLease } from './read-lease.ts';

type Move = Parameters<LeaseStore['advanceLog']>[0];

/** Compare-and-set of the log position. Called after the lines are on disk, before they are acknowledged. */
export function advanceLog(tx: Transaction, move: Move): boolean {
  if (move.to < move.from) {
    throw new RaibidError('input_invalid', `The log cannot go back from line ${move.from} to ${move.to}.`);
  }
  const moved = tx.run(
    'UPDATE leases SET next_line = ? WHERE job_id = ? AND attempt = ? AND lease_token = ? AND next_line = ?',
    move.to,
    move.jobId,
    move.attempt,
    move.leaseTokenHash,
    move.from,
  );
  if (moved === 1) {
    tx.publish(`log:${move.jobId}`);
    return true;
  }
  if (heldLease(tx, move) === null) throw leaseLost(move);
  return false;
}
