import type { LeaseStore } from '../../port/leases.ts';
import { integer, textOrNull } from '../row.ts';
import type { Transaction } from '../transaction.ts';
import { leaseLost } from './lost-lease.ts';

type Beat = Parameters<LeaseStore['heartbeat']>[0];

/** One update by primary key. `started` never goes back: a late beat must not make a started attempt free. */
export function heartbeat(tx: Transaction, beat: Beat): { cancel: string | null } {
  const row = tx.get(
    `UPDATE leases SET beat = beat + 1, started = MAX(started, ?)
     WHERE job_id = ? AND attempt = ? AND lease_token = ? RETURNING run_id, cancel_reason`,
    beat.started ? 1 : 0,
    beat.jobId,
    beat.attempt,
    beat.leaseTokenHash,
  );
  if (row === null) throw leaseLost(beat);
  if (beat.steps !== null) {
    tx.run('UPDATE jobs SET steps = ? WHERE id = ?', JSON.stringify(beat.steps), beat.jobId);
    tx.publish(`run:${integer(row.run_id)}`);
  }
  return { cancel: textOrNull(row.cancel_reason) };
}
