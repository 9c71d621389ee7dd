import type { LuaPiece } from '../script.ts';
import { lanes } from './lanes.ts';

/**
 * What waits: one entry of the stream a job (its length is what KEDA reads), and its place in its lane, or in
 * `delayed:{class}` until its moment. `notBefore` 0: at once. A job that comes back has its old place.
 */
export const queue: LuaPiece = {
  needs: [lanes],
  lua: `
local function putInQueue(jobId, notBefore)
  local job = call('HMGET', P .. 'job:' .. jobId, 'agentClass', 'repositoryId', 'priority', 'queuedAt', 'seq')
  local class, repository = job[1], job[2]
  local entry = call('XADD', P .. 'queue:' .. class, '*', 'job', jobId)
  call('HSET', P .. 'job:' .. jobId, 'state', 'waiting', 'entry', entry)
  call('SADD', P .. 'classes', class)
  if notBefore ~= '0' then
    call('ZADD', P .. 'delayed:' .. class, notBefore, jobId)
  else
    addToLane(repository, class, placeOf(job[3], job[4], job[5], jobId))
  end
  wake('queue:' .. class)
end
local function wakeDelayed(class, at)
  for _, jobId in ipairs(call('ZRANGEBYSCORE', P .. 'delayed:' .. class, '-inf', at)) do
    local job = call('HMGET', P .. 'job:' .. jobId, 'repositoryId', 'priority', 'queuedAt', 'seq')
    call('ZREM', P .. 'delayed:' .. class, jobId)
    addToLane(job[1], class, placeOf(job[2], job[3], job[4], jobId))
  end
end
local function takeFromQueue(jobId)
  local job = call('HMGET', P .. 'job:' .. jobId, 'state', 'agentClass', 'repositoryId', 'priority', 'queuedAt', 'seq', 'entry')
  if job[1] ~= 'waiting' then return false end
  local class, repository = job[2], job[3]
  call('XDEL', P .. 'queue:' .. class, job[7])
  if call('ZREM', P .. 'delayed:' .. class, jobId) == 0 then
    takeFromLane(repository, class, placeOf(job[4], job[5], job[6], jobId))
  end
  return true
end
`,
};
