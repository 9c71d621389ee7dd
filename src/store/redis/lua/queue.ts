import type { LuaPiece } from '../script.ts';
import { lanes } from './lanes.ts';

/**
 * What waits: one entry of the stream a job (its length is what KEDA reads), its age in `waiting:{class}`, and its place
 * in its lane, or in `delayed:{class}` until its moment. `notBefore` 0: at once. A job that comes back has its old place.
 */
export const queue: LuaPiece = {
  needs: [lanes],
  lua: `
local function putInQueue(jobId, notBefore)
  local job = call('HMGET', P .. 'job:' .. jobId, 'agentClass', 'repositoryId', 'priority', 'queuedAt', 'seq')
  local class, repository = job[1], job[2]
  local entry = call('XADD', P .. 'queue:' .. class, '*', 'job', jobId)
  call('ZADD', P .. 'waiting:' .. class, job[4], jobId)
  call('HSET', P .. 'job:' .. jobId, 'state', 'waiting', 'entry', entry)
  call('SADD', P .. 'classes', class)
  if notBefore ~= '0' then
    call('ZADD', P .. 'delayed:' .. class, notBefore, jobId)
  else
    call('ZADD', laneKey(repository, class), 0, placeOf(job[3], job[4], job[5], jobId))
    renewHead(repository, class, runningOf(repository))
  end
  wake('queue:' .. class)
end
local function wakeDelayed(class, at)
  for _, jobId in ipairs(call('ZRANGEBYSCORE', P .. 'delayed:' .. class, '-inf', at)) do
    local job = call('HMGET', P .. 'job:' .. jobId, 'repositoryId', 'priority', 'queuedAt', 'seq')
    call('ZREM', P .. 'delayed:' .. class, jobId)
    call('ZADD', laneKey(job[1], class), 0, placeOf(job[2], job[3], job[4], jobId))
    renewHead(job[1], class, runningOf(job[1]))
  end
end
local function takeFromQueue(jobId)
  local job = call('HMGET', P .. 'job:' .. jobId, 'state', 'agentClass', 'repositoryId', 'priority', 'queuedAt', 'seq', 'entry')
  if job[1] ~= 'waiting' then return false end
  local class, repository = job[2], job[3]
  call('XDEL', P .. 'queue:' .. class, job[7])
  call('ZREM', P .. 'waiting:' .. class, jobId)
  if call('ZREM', P .. 'delayed:' .. class, jobId) == 0 then
    call('ZREM', laneKey(repository, class), placeOf(job[4], job[5], job[6], jobId))
    renewHead(repository, class, runningOf(repository))
  end
  return true
end
`,
};
