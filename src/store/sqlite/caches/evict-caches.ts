import { numericId } from '../../numeric-id.ts';
import type { CacheRecord, CacheStore } from '../../port/blobs-index.ts';
import { integer } from '../row.ts';
import type { Transaction } from '../transaction.ts';
import { cacheColumns, cacheRecord } from './cache-record.ts';

/** Least recently used first, until the rest is young enough and fits. */
export function evictCaches(
  tx: Transaction,
  repositoryId: string,
  { maxBytes, usedBefore }: Parameters<CacheStore['evict']>[1],
): CacheRecord[] {
  const repository = numericId(repositoryId);
  const all = tx.get(
    `SELECT COALESCE(SUM(size), 0) AS bytes, COALESCE(MIN(used_at), ?) AS oldest FROM caches WHERE repository_id = ?`,
    usedBefore,
    repository,
  );
  let bytes = integer(all?.bytes);
  if (bytes <= maxBytes && integer(all?.oldest) >= usedBefore) return [];
  const evicted: CacheRecord[] = [];
  const oldest = `SELECT ${cacheColumns} FROM caches WHERE repository_id = ? ORDER BY used_at, id`;
  for (const row of tx.all(oldest, repository)) {
    const cache = cacheRecord(row);
    if (bytes <= maxBytes && cache.usedAt >= usedBefore) break;
    tx.run('DELETE FROM caches WHERE id = ?', cache.id);
    bytes -= cache.size;
    evicted.push(cache);
  }
  return evicted;
}
