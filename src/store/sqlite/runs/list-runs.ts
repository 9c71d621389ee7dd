import type { SQLInputValue } from 'node:sqlite';
import { numericId } from '../../numeric-id.ts';
import type { RunFilter, RunHeader } from '../../port/runs.ts';
import { document } from '../row.ts';
import type { Reader } from '../transaction.ts';

type Condition = [sql: string, value: SQLInputValue];

/**
 * Newest first. The statement is put together from the filters that are given, so that each combination gets the index
 * that fits it; `status <> 'completed'` is spelled out because only then the index of unfinished runs can be used.
 */
export function listRuns(db: Reader, filter: RunFilter): RunHeader[] {
  const conditions = conditionsOf(filter);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`;
  const values = conditions.map(([, value]) => value);
  return db
    .all(`SELECT header FROM runs ${where} ORDER BY id DESC LIMIT ?`, ...values, filter.limit)
    .map((row) => document<RunHeader>(row.header));
}

function conditionsOf(filter: RunFilter): Condition[] {
  const unfinished = filter.status !== undefined && filter.status !== 'completed';
  const all: [string, SQLInputValue | undefined][] = [
    [unfinished ? "status <> 'completed' AND status = ?" : 'status = ?', filter.status],
    ['repository_id = ?', idOrNothing(filter.repositoryId)],
    ['ref = ?', filter.ref],
    ['event = ?', filter.event],
    ['workflow = ?', filter.workflow],
    ['sha = ?', filter.sha],
    ['id < ?', idOrNothing(filter.before)],
  ];
  return all.filter((condition): condition is Condition => condition[1] !== undefined);
}

/** An id that names nothing becomes NULL, which no row equals. */
function idOrNothing(id: string | undefined): number | null | undefined {
  return id === undefined ? undefined : numericId(id);
}
