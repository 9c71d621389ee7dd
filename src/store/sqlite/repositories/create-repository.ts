import { RaibidError } from '../../../shared/errors.ts';
import type { RepositoryRecord } from '../../port/repositories.ts';
import { integer } from '../row.ts';
import type { Transaction } from '../transaction.ts';

/** The unique index ignores case, so the name is taken in any spelling. Ids are never used twice (AUTOINCREMENT). */
export function createRepository(tx: Transaction, repository: Omit<RepositoryRecord, 'id'>): RepositoryRecord {
  const row = tx.get(
    `INSERT INTO repositories (full_name, default_branch, forge, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING RETURNING id`,
    repository.fullName,
    repository.defaultBranch,
    repository.forge,
    repository.createdAt,
  );
  if (row === null) throw new RaibidError('already_exists', `There is a repository ${repository.fullName} already.`);
  return { id: String(integer(row.id)), ...repository };
}
