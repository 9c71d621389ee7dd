import { RaibidError } from '../../../shared/errors.ts';
import type { CacheRecord } from '../../port/blobs-index.ts';
import { getRepository } from '../repositories/read-repository.ts';
import type { Transaction } from '../transaction.ts';

/** The unique index decides who was first. */
export function createCache(tx: Transaction, cache: CacheRecord): boolean {
  if (getRepository(tx, cache.repositoryId) === null) {
    throw new RaibidError('not_found', `There is no repository with id ${cache.repositoryId}.`);
  }
  const created = tx.run(
    'INSERT INTO caches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    cache.id,
    Number(cache.repositoryId),
    cache.ref,
    cache.key,
    cache.version,
    cache.size,
    cache.sha256,
    cache.createdAt,
    cache.usedAt,
  );
  return created === 1;
}
