import type { LuaPiece } from '../script.ts';
import { garbage } from './garbage.ts';

/**
 * Caches of one repository, ref and version stand in one set ordered by key, for exact keys and prefixes alike. A zero
 * byte parts key and id, so that a key is never taken for the beginning of a longer one.
 */
export const caches: LuaPiece = {
  needs: [garbage],
  lua: `
local function cacheScope(repository, ref, version)
  return P .. 'cache-keys:' .. cjson.encode({ repository, ref, version })
end
local function dropCache(id)
  local cache = call('HMGET', P .. 'cache:' .. id, 'repositoryId', 'ref', 'version', 'key')
  call('DEL', P .. 'cache:' .. id)
  call('ZREM', P .. 'caches-of:' .. cache[1], id)
  call('ZREM', cacheScope(cache[1], cache[2], cache[3]), cache[4] .. '\\0' .. id)
  discard('cache', id)
end
`,
};
