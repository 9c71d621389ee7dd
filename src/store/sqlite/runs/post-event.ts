import type { RunEvent } from '../../../contract/run-state.ts';
import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import type { Transaction } from '../transaction.ts';

/** Puts an event into the inbox of a run that is known to exist. A run is dirty while its inbox holds anything. */
export function postEvent(tx: Transaction, runId: number, event: RunEvent): void {
  tx.run('INSERT INTO inbox (run_id, body) VALUES (?, ?)', runId, JSON.stringify(event));
  tx.publish('dirty');
}

/** For events from outside: the run may be unknown. */
export function postToRun(tx: Transaction, runId: string, event: RunEvent): void {
  if (!postIfExists(tx, runId, event)) throw new RaibidError('not_found', `There is no run ${runId}.`);
}

/** Answers false when there is no such run (any more). */
export function postIfExists(tx: Transaction, runId: string, event: RunEvent): boolean {
  const id = numericId(runId);
  if (id === null || tx.get('SELECT 1 FROM runs WHERE id = ?', id) === null) return false;
  postEvent(tx, id, event);
  return true;
}
