import type { LuaPiece } from '../script.ts';
import { inbox } from './inbox.ts';
import { lease } from './lease.ts';
import { queue } from './queue.ts';

/**
 * The end of leases and jobs. A lease that ends takes both its tokens along and closes its attempt, which is a few fields
 * of its job; what else changes in the job is written with it. A job that the store
 * ends keeps only how and when (`ended`): its result is made of its last known steps when somebody reads it.
 */
export const leases: LuaPiece = {
  needs: [lease, inbox, queue],
  lua: `
local function endLease(lease, outcome, at, ...)
  local jobId = lease.jobId
  local jobKey = P .. 'job:' .. jobId
  later('HDEL', P .. 'lease-tokens', 'lease ' .. lease.leaseToken, 'job ' .. lease.jobToken)
  shareLater(lease.repositoryId, -1)
  call('HSET', jobKey, 'lease', '', 'end ' .. lease.attempt, outcome .. ' ' .. at .. ' ' .. lease.nextLine, ...)
  if lease.cancelReason then call('HDEL', jobKey, 'cancel') end
  wake('log:' .. jobId)
  wake('cancel:' .. jobId)
  wake('run:' .. lease.runId)
  wake('runs')
end
local function endedOutcome()
  local ended = call('HMGET', P .. 'job:' .. A.jobId, 'token ' .. A.attempt, 'end ' .. A.attempt)
  if not ended[2] or ended[1] ~= A.leaseTokenHash then return nil end
  return ended[2]:match('^%S+')
end
local function giveUp(jobId, runId, attempt, conclusion, reason, at)
  call('HSET', P .. 'job:' .. jobId, 'state', 'done', 'ended', conclusion, 'endedAt', at)
  post(runId, '{"type":"job_completed","jobId":"' .. jobId .. '","attempt":' .. attempt .. ',"at":' .. at ..
    ',"result":{"conclusion":"' .. conclusion .. '","outputs":{}},"reason":' .. cjson.encode(reason) .. '}')
end
local function requeue(lease, notBefore, event)
  putInQueue(lease.jobId, notBefore)
  post(lease.runId, event)
end
`,
};
