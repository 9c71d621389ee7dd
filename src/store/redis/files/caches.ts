import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import type { CacheRecord, CacheStore } from '../../port/blobs-index.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { caches } from '../lua/caches.ts';
import { fields, integer, list, text } from '../reply.ts';
import { script } from '../script.ts';

/** Looks for the key and takes it in one step: caches do not change. */
const createScript = script(
  'create a cache',
  [caches],
  `
  if call('EXISTS', P .. 'repository:' .. A.repositoryId) == 0 then return 'unknown' end
  local scope = cacheScope(A.repositoryId, A.ref, A.version)
  if #call('ZRANGEBYLEX', scope, '[' .. A.key .. '\\0', '(' .. A.key .. '\\1', 'LIMIT', 0, 1) > 0 then return 0 end
  call('HSET', P .. 'cache:' .. A.id, 'id', A.id, 'repositoryId', A.repositoryId, 'ref', A.ref, 'key', A.key, 'version',
    A.version, 'size', A.size, 'sha256', A.sha256, 'createdAt', A.createdAt, 'usedAt', A.usedAt)
  call('ZADD', scope, 0, A.key .. '\\0' .. A.id)
  call('ZADD', P .. 'caches-of:' .. A.repositoryId, A.usedAt, A.id)
  keep('cache', A.id)
  return 1
`,
);

/**
 * Ref by ref, as GitHub does: all keys on the own branch before any on the default branch. Renews the time of use, so it
 * is one operation with the search: what was found is not evicted as unused at the same moment.
 */
const findScript = script(
  'find a cache',
  [caches],
  `
  local function newest(scope, from, to)
    local best, bestAt
    for _, member in ipairs(call('ZRANGEBYLEX', scope, from, to)) do
      local id = member:match('%z([^%z]*)$')
      local at = tonumber(call('HGET', P .. 'cache:' .. id, 'createdAt'))
      if not best or at > bestAt or (at == bestAt and id > best) then best, bestAt = id, at end
    end
    return best
  end
  for _, ref in ipairs(A.refs) do
    local scope = cacheScope(A.repositoryId, ref, A.version)
    local found = newest(scope, '[' .. A.key .. '\\0', '(' .. A.key .. '\\1')
    for _, prefix in ipairs(A.restoreKeys) do
      -- No UTF-8 text has this byte: it comes after all that begins with the prefix.
      found = found or newest(scope, '[' .. prefix, '(' .. prefix .. '\\255')
    end
    if found then
      if tonumber(call('HGET', P .. 'cache:' .. found, 'usedAt')) < tonumber(A.at) then
        call('HSET', P .. 'cache:' .. found, 'usedAt', A.at)
        call('ZADD', P .. 'caches-of:' .. A.repositoryId, A.at, found)
      end
      return call('HGETALL', P .. 'cache:' .. found)
    end
  end
  return false
`,
);

/** Least recently used first, until the rest is young enough and fits; summing and removing are one, or two servers would take too many. */
const evictScript = script(
  'evict caches',
  [caches],
  `
  local ids, bytes, evicted = call('ZRANGE', P .. 'caches-of:' .. A.repositoryId, 0, -1), 0, {}
  for _, id in ipairs(ids) do bytes = bytes + call('HGET', P .. 'cache:' .. id, 'size') end
  for _, id in ipairs(ids) do
    local known = call('HMGET', P .. 'cache:' .. id, 'size', 'usedAt')
    if bytes <= tonumber(A.maxBytes) and tonumber(known[2]) >= tonumber(A.usedBefore) then break end
    evicted[#evicted + 1] = call('HGETALL', P .. 'cache:' .. id)
    bytes = bytes - known[1]
    dropCache(id)
  end
  return evicted
`,
);

/** @throws `not_found` for an unknown repository */
export async function createCache(connection: Connection, cache: CacheRecord): Promise<boolean> {
  const known = numericId(cache.repositoryId) !== null;
  const answer = known ? await connection.run(createScript, cache) : 'unknown';
  if (answer === 'unknown') {
    throw new RaibidError('not_found', `There is no repository with id ${cache.repositoryId}.`);
  }
  return answer === 1;
}

export async function findCache(
  connection: Connection,
  query: Parameters<CacheStore['find']>[0],
): Promise<CacheRecord | null> {
  const found = await connection.run(findScript, query);
  return found === null ? null : cacheRecord(found);
}

export async function getCache({ read }: Pick<Connection, 'read'>, id: string): Promise<CacheRecord | null> {
  const key = `${keyPrefix}cache:${id}`;
  const names = ['id', 'repositoryId', 'ref', 'key', 'version', 'size', 'sha256', 'createdAt', 'usedAt'];
  const values = list(await read('HMGET', key, ...names));
  if (values[0] === null) return null;
  return cacheRecord(names.flatMap((name, nth) => [name, values[nth]]));
}

export async function evictCaches(
  connection: Connection,
  repositoryId: string,
  keep: Parameters<CacheStore['evict']>[1],
): Promise<CacheRecord[]> {
  return list(await connection.run(evictScript, { repositoryId, ...keep })).map(cacheRecord);
}

function cacheRecord(flat: unknown): CacheRecord {
  return cacheFields(fields(flat) ?? {});
}

export function cacheFields(cache: Record<string, string>): CacheRecord {
  return {
    id: text(cache.id),
    repositoryId: text(cache.repositoryId),
    ref: text(cache.ref),
    key: text(cache.key),
    version: text(cache.version),
    size: integer(cache.size),
    sha256: text(cache.sha256),
    createdAt: integer(cache.createdAt),
    usedAt: integer(cache.usedAt),
  };
}
