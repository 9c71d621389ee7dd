import { numericId } from '../../numeric-id.ts';
import type { RepositoryRecord } from '../../port/repositories.ts';
import { integer, type Row, text } from '../row.ts';
import type { Reader } from '../transaction.ts';

const columns = 'id, full_name, default_branch, forge, created_at';

export function findRepository(db: Reader, fullName: string): RepositoryRecord | null {
  return recordOrNull(db.get(`SELECT ${columns} FROM repositories WHERE full_name = ?`, fullName));
}

export function getRepository(db: Reader, id: string): RepositoryRecord | null {
  return recordOrNull(db.get(`SELECT ${columns} FROM repositories WHERE id = ?`, numericId(id)));
}

/** By name, as people look for them. */
export function listRepositories(db: Reader): RepositoryRecord[] {
  return db.all(`SELECT ${columns} FROM repositories ORDER BY full_name`).map(repositoryRecord);
}

function recordOrNull(row: Row | null): RepositoryRecord | null {
  return row === null ? null : repositoryRecord(row);
}

export function repositoryRecord(row: Row): RepositoryRecord {
  return {
    id: String(integer(row.id)),
    fullName: text(row.full_name),
    defaultBranch: text(row.default_branch),
    forge: text(row.forge),
    createdAt: integer(row.created_at),
  };
}
