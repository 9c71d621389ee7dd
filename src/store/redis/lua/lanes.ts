import type { LuaPiece } from '../script.ts';

/**
 * Order of the queue. A *lane* holds the waiting jobs of one repository in one class, ordered by their place: priority
 * (higher first), age, order of queueing, all as text of fixed width, because a score has too few bits for them.
 * `ready:{class}` holds the first job of each lane with the repository's running jobs between priority and age, so its
 * first entry is the job to give: one look, however many wait. `heads:{class}` remembers what a lane has there.
 */
export const lanes: LuaPiece = {
  needs: [],
  lua: `
local function placeOf(priority, queuedAt, seq, jobId)
  return string.format('%016.0f|%016.0f|%016.0f|%s', 2251799813685248 - priority, queuedAt, seq, jobId)
end
local function laneKey(repository, class) return P .. 'lane:' .. repository .. ' ' .. class end
local function renewHead(repository, class, running)
  local first = call('ZRANGE', laneKey(repository, class), 0, 0)[1]
  local known = call('HGET', P .. 'heads:' .. class, repository)
  local head = first and (first:sub(1, 17) .. string.format('%010d', running) .. first:sub(17)) or false
  if head == known then return end
  if known then call('ZREM', P .. 'ready:' .. class, known) end
  if head then
    call('ZADD', P .. 'ready:' .. class, 0, head)
    call('HSET', P .. 'heads:' .. class, repository, head)
    if not known then call('SADD', P .. 'lanes:' .. repository, class) end
  else
    call('HDEL', P .. 'heads:' .. class, repository)
    call('SREM', P .. 'lanes:' .. repository, class)
  end
end
local function runningOf(repository) return call('HGET', P .. 'shares', repository) or 0 end
local function share(repository, change)
  local running = call('HINCRBY', P .. 'shares', repository, change)
  if running == 0 then call('HDEL', P .. 'shares', repository) end
  for _, class in ipairs(call('SMEMBERS', P .. 'lanes:' .. repository)) do renewHead(repository, class, running) end
end
`,
};
