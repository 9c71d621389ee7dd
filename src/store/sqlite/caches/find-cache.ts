import { numericId } from '../../numeric-id.ts';
import type { CacheRecord, CacheStore } from '../../port/blobs-index.ts';
import type { Row } from '../row.ts';
import type { Transaction } from '../transaction.ts';
import { cacheColumns, cacheRecord } from './cache-record.ts';

type Query = Parameters<CacheStore['find']>[0];

/** Above every text that starts with a prefix comes the prefix with the highest character. */
const highest = '\u{10FFFF}';

/** Ref by ref, as GitHub does: all keys on the own branch before any on the default branch. */
export function findCache(tx: Transaction, query: Query): CacheRecord | null {
  for (const ref of query.refs) {
    const row = findOnRef(tx, query, ref);
    if (row === null) continue;
    const found = cacheRecord(row);
    tx.run('UPDATE caches SET used_at = MAX(used_at, ?) WHERE id = ?', query.at, found.id);
    return { ...found, usedAt: Math.max(found.usedAt, query.at) };
  }
  return null;
}

function findOnRef(tx: Transaction, { repositoryId, key, restoreKeys, version }: Query, ref: string): Row | null {
  const place = [numericId(repositoryId), ref, version];
  const scope = `SELECT ${cacheColumns} FROM caches WHERE repository_id = ? AND ref = ? AND version = ?`;
  const exact = tx.get(`${scope} AND key = ?`, ...place, key);
  if (exact !== null) return exact;
  for (const prefix of restoreKeys) {
    const newest = tx.get(
      `${scope} AND key >= ? AND key < ? ORDER BY created_at DESC, id DESC LIMIT 1`,
      ...place,
      prefix,
      prefix + highest,
    );
    if (newest !== null) return newest;
  }
  return null;
}
