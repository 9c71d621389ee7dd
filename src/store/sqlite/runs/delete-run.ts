import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import { text } from '../row.ts';
import type { Transaction } from '../transaction.ts';
import { dropUnusedPlan } from './plans.ts';

/** A run that is completed in every respect: nothing is to be folded in, no job waits or runs. */
const underWay = `
  SELECT 1 FROM runs WHERE id = ?1 AND (status <> 'completed'
    OR EXISTS (SELECT 1 FROM inbox WHERE run_id = ?1)
    OR EXISTS (SELECT 1 FROM jobs WHERE run_id = ?1 AND state <> 'done'))`;

/** Foreign keys take along what hangs on the run; plans and statuses are shared by name. */
export function deleteRun(tx: Transaction, runId: string): boolean {
  const id = numericId(runId);
  const run = tx.get('SELECT repository_id, plan_hash, sha FROM runs WHERE id = ?', id);
  if (run === null) return false;
  if (tx.get(underWay, id) !== null) throw runUnderWay(runId);
  tx.run('DELETE FROM runs WHERE id = ?', id);
  dropUnusedPlan(tx, text(run.plan_hash));
  tx.run(
    `DELETE FROM statuses WHERE sha = ?1 AND repository = (SELECT full_name FROM repositories WHERE id = ?2)
       AND NOT EXISTS (SELECT 1 FROM runs WHERE sha = ?1 AND repository_id = ?2)`,
    text(run.sha),
    run.repository_id ?? null,
  );
  tx.publish('runs');
  return true;
}

function runUnderWay(runId: string): RaibidError {
  return new RaibidError('conflict', `Run ${runId} is not completed.`, {
    hint: 'Cancel it or wait for it, then delete it again.',
  });
}
