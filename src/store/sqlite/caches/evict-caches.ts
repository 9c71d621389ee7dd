import { numericId } from '../../numeric-id.ts';
import type { CacheRecord } from '../../port/blobs-index.ts';
import { integer } from '../row.ts';
import type { Transaction } from '../transaction.ts';
import { cacheColumns, cacheRecord } from './cache-record.ts';

/** Least recently used first, until the rest fits. */
export function evictCaches(tx: Transaction, repositoryId: string, maxBytes: number): CacheRecord[] {
  const repository = numericId(repositoryId);
  let bytes = integer(
    tx.get('SELECT COALESCE(SUM(size), 0) AS bytes FROM caches WHERE repository_id = ?', repository)?.bytes,
  );
  if (bytes <= maxBytes) return [];
  const evicted: CacheRecord[] = [];
  const oldest = `SELECT ${cacheColumns} FROM caches WHERE repository_id = ? ORDER BY used_at, id`;
  for (const row of tx.all(oldest, repository)) {
    if (bytes <= maxBytes) break;
    const cache = cacheRecord(row);
    tx.run('DELETE FROM caches WHERE id = ?', cache.id);
    bytes -= cache.size;
    evicted.push(cache);
  }
  return evicted;
}
