import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import { integer, text } from '../row.ts';
import { dropUnusedPlan } from '../runs/plans.ts';
import type { Transaction } from '../transaction.ts';
import { getRepository } from './read-repository.ts';

/** Foreign keys take everything that hangs on the repository along; only plans and statuses are shared by name. */
export function deleteRepository(tx: Transaction, id: string): void {
  const key = numericId(id);
  const repository = getRepository(tx, id);
  if (key === null || repository === null) throw new RaibidError('not_found', `There is no repository with id ${id}.`);
  refuseWhileRunning(tx, key, repository.fullName);
  const plans = tx.all('SELECT DISTINCT plan_hash FROM runs WHERE repository_id = ?', key);
  tx.run('DELETE FROM repositories WHERE id = ?', key);
  for (const plan of plans) dropUnusedPlan(tx, text(plan.plan_hash));
  tx.run('DELETE FROM statuses WHERE repository = ?', repository.fullName);
  tx.run('DELETE FROM outbox WHERE repository = ?', repository.fullName);
  tx.publish('runs');
}

function refuseWhileRunning(tx: Transaction, key: number, fullName: string): void {
  const running = tx.get(`SELECT id FROM runs WHERE status <> 'completed' AND repository_id = ? LIMIT 1`, key);
  if (running === null) return;
  throw new RaibidError('conflict', `Run ${integer(running.id)} of ${fullName} is not completed.`, {
    hint: 'Cancel its runs or wait for them, then delete it again.',
  });
}
