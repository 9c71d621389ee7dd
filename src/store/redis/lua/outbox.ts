import type { LuaPiece } from '../script.ts';

/**
 * Keeps the newest state of a context, and sends it to the forge that has the repository. A newer entry takes the place of
 * one still waiting (with a new id): a forge that was away gets the last word only, not the history. Ids are written with
 * a fixed width, because equal times are ordered by text.
 */
export const outbox: LuaPiece = {
  needs: [],
  lua: `
local function dropFromOutbox(id)
  local newest = call('HGET', P .. 'outbox-entry:' .. id, 'newest')
  if not newest then return end
  call('DEL', P .. 'outbox-entry:' .. id)
  call('ZREM', P .. 'outbox', id)
  if call('HGET', P .. 'outbox-newest', newest) == id then call('HDEL', P .. 'outbox-newest', newest) end
end
local function writeCommitStatus(status)
  call('HSET', P .. 'statuses:' .. status.repository .. ' ' .. status.sha, status.context, status.body)
  call('SADD', P .. 'statuses-of:' .. status.repository, status.sha)
  if status.forge == 'builtin' then return end
  local older = call('HGET', P .. 'outbox-newest', status.newest)
  if older then dropFromOutbox(older) end
  local id = string.format('%015.0f', call('HINCRBY', P .. 'counters', 'outbox', 1))
  call('HSET', P .. 'outbox-entry:' .. id, 'forge', status.forge, 'repository', status.repository, 'status', status.body,
    'newest', status.newest, 'tries', '0')
  call('HSET', P .. 'outbox-newest', status.newest, id)
  call('ZADD', P .. 'outbox', 0, id)
  wake('outbox')
end
`,
};
