import type { CacheRecord } from '../../port/blobs-index.ts';
import { integer, type Row, text } from '../row.ts';
import type { Reader } from '../transaction.ts';

export const cacheColumns = 'id, repository_id, ref, key, version, size, sha256, created_at, used_at';

export function getCache(db: Reader, id: string): CacheRecord | null {
  const row = db.get(`SELECT ${cacheColumns} FROM caches WHERE id = ?`, id);
  return row === null ? null : cacheRecord(row);
}

export function cacheRecord(row: Row): CacheRecord {
  return {
    id: text(row.id),
    repositoryId: String(integer(row.repository_id)),
    ref: text(row.ref),
    key: text(row.key),
    version: text(row.version),
    size: integer(row.size),
    sha256: text(row.sha256),
    createdAt: integer(row.created_at),
    usedAt: integer(row.used_at),
  };
}
