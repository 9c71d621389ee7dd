import { numericId } from '../../numeric-id.ts';
import type { Transaction } from '../transaction.ts';

export function setDefaultBranch(tx: Transaction, id: string, branch: string): void {
  tx.run('UPDATE repositories SET default_branch = ? WHERE id = ?', branch, numericId(id));
}
