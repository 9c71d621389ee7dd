import { RaibidError } from '../../../shared/errors.ts';
import type { DeliveryOutcome, DeliveryStore, NewRun, RefChange } from '../../port/deliveries.ts';
import { getRepository } from '../repositories/read-repository.ts';
import { document } from '../row.ts';
import type { Reader, Transaction } from '../transaction.ts';
import { insertRun } from './insert-run.ts';

type Delivery = Parameters<DeliveryStore['create']>[0];

const nothing = /^0+$/;

/** Delivery, runs and ledger in one operation: after a crash the event has its runs, or comes again by the ledger. */
export function createDelivery(tx: Transaction, delivery: Delivery): DeliveryOutcome {
  const receipts = delivery.receipts ?? [];
  for (const receipt of receipts) {
    const received = findDelivery(tx, receipt);
    if (received !== null) return { created: false, ...received };
  }
  const seen = findDelivery(tx, delivery.key);
  const stands = delivery.change === null || standsAtBefore(tx, delivery.change);
  if (seen !== null && !(stands && moves(delivery.change))) {
    keep(tx, receipts, seen.runIds, delivery);
    return { created: false, ...seen };
  }
  if (!stands) return { created: false, runIds: [], stale: true };
  const runIds = delivery.runs.map((run) => String(insertRun(tx, knownRepository(tx, run.state.repository.id), run)));
  if (delivery.change !== null) moveLedger(tx, delivery.change);
  keep(tx, [delivery.key, ...receipts], runIds, delivery);
  return { created: true, runIds };
}

/** What became of a key or receipt, without runs that were deleted since; null when it was never seen. */
export function findDelivery(db: Reader, key: string): { runIds: string[] } | null {
  const row = db.get('SELECT run_ids FROM deliveries WHERE key = ?', key);
  if (row === null) return null;
  const made = document<string[]>(row.run_ids);
  return { runIds: made.filter((id) => db.get('SELECT 1 FROM runs WHERE id = ?', Number(id)) !== null) };
}

/** The oldest first. */
export function forgetDeliveries(tx: Transaction, before: number, limit: number): number {
  const oldest = 'SELECT key FROM deliveries WHERE at > 0 AND at < ? ORDER BY at LIMIT ?';
  return tx.run(`DELETE FROM deliveries WHERE key IN (${oldest})`, before, limit);
}

function keep(tx: Transaction, keys: string[], runIds: string[], { change, runs, at }: Delivery): void {
  for (const key of keys) {
    tx.run(
      'INSERT OR REPLACE INTO deliveries (key, repository_id, run_ids, at) VALUES (?, ?, ?, ?)',
      key,
      repositoryOf(tx, change, runs),
      JSON.stringify(runIds),
      at,
    );
  }
}

function moves(change: RefChange | null): boolean {
  return change !== null && change.before !== change.after;
}

/** True of a change that is news, also of one that is made again: from A to B, back to A, and now to B once more. */
function standsAtBefore(tx: Transaction, change: RefChange): boolean {
  const row = tx.get(
    'SELECT sha FROM ledger WHERE repository_id = ? AND ref = ?',
    knownRepository(tx, change.repositoryId),
    change.ref,
  );
  return row === null ? nothing.test(change.before) : row.sha === change.before;
}

function moveLedger(tx: Transaction, change: RefChange): void {
  const repositoryId = knownRepository(tx, change.repositoryId);
  if (nothing.test(change.after)) {
    tx.run('DELETE FROM ledger WHERE repository_id = ? AND ref = ?', repositoryId, change.ref);
    return;
  }
  tx.run('INSERT OR REPLACE INTO ledger VALUES (?, ?, ?)', repositoryId, change.ref, change.after);
}

function repositoryOf(tx: Transaction, change: RefChange | null, runs: NewRun[]): number | null {
  const id = change?.repositoryId ?? runs[0]?.state.repository.id;
  return id === undefined ? null : knownRepository(tx, id);
}

function knownRepository(tx: Transaction, id: string): number {
  if (getRepository(tx, id) === null) throw new RaibidError('not_found', `There is no repository with id ${id}.`);
  return Number(id);
}
