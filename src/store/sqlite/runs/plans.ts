import { createHash } from 'node:crypto';
import type { Transaction } from '../transaction.ts';

/** Most runs of a workflow have the same plan: it is stored once, by its digest. */
export function keepPlan(tx: Transaction, plan: string): string {
  const hash = createHash('sha256').update(plan).digest('hex');
  tx.run('INSERT INTO plans VALUES (?, ?) ON CONFLICT DO NOTHING', hash, plan);
  return hash;
}

/** After a run is gone: its plan goes with the last run that has it. */
export function dropUnusedPlan(tx: Transaction, hash: string): void {
  tx.run('DELETE FROM plans WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM runs WHERE plan_hash = ?1)', hash);
}
