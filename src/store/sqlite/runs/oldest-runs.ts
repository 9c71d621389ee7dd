import { numericId } from '../../numeric-id.ts';
import type { RunHeader, RunStore } from '../../port/runs.ts';
import { document } from '../row.ts';
import type { Reader } from '../transaction.ts';

/** Ids grow with time, so both ends of the list are found by id. */
const sql = `
  SELECT header FROM runs WHERE repository_id = ?1 AND id > ?2 AND (?3 = 0 OR id < (
    SELECT id FROM runs WHERE repository_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?3 - 1
  )) ORDER BY id LIMIT ?4`;

/** Oldest first, without the newest `beyond`. */
export function oldestRuns(db: Reader, query: Parameters<RunStore['oldest']>[0]): RunHeader[] {
  const { repositoryId, beyond, after = '', limit } = query;
  const rows = db.all(sql, numericId(repositoryId), numericId(after) ?? 0, beyond, limit);
  return rows.map((row) => document<RunHeader>(row.header));
}
