import type { LuaPiece } from '../script.ts';

/**
 * The lease of a running job is one field of it, so a claim, a heartbeat and a result are one look at the job and one write
 * to it: `lease` holds the heartbeats, whether a step has started, the log position, and on lines of their own the hash of the
 * job token and the agent's id. It is empty once the lease has ended. The lease token stays in `token N`, for an agent that
 * reports twice, and `cancel` holds the reason while the job is to be cancelled.
 */
export const lease: LuaPiece = {
  needs: [],
  lua: `
local function leaseText(beat, started, nextLine, jobToken, agentId)
  return beat .. ' ' .. started .. ' ' .. nextLine .. '\\n' .. jobToken .. '\\n' .. agentId
end
-- What the tokens of a lease stand for.
local function runningName(jobId, attempt, class) return jobId .. ' ' .. attempt .. ' ' .. class end
local function readLease(jobId, attempt)
  local job = call('HMGET', P .. 'job:' .. jobId, 'state', 'attempt', 'lease', 'token ' .. attempt, 'runId', 'repositoryId',
    'exclusive', 'cancel', 'start ' .. attempt)
  if job[1] ~= 'running' or job[2] ~= attempt then return nil end
  local beat, started, nextLine, jobToken, agentId = job[3]:match('^(%d+) (%d) (%d+)\\n([^\\n]*)\\n(.*)$')
  return { jobId = jobId, attempt = attempt, beat = beat, started = started, nextLine = nextLine, jobToken = jobToken,
    agentId = agentId, leaseToken = job[4], runId = job[5], repositoryId = job[6], exclusive = job[7], cancelReason = job[8],
    start = job[9] }
end
local function heldLease()
  local lease = readLease(A.jobId, A.attempt)
  return lease and lease.leaseToken == A.leaseTokenHash and lease or nil
end
`,
};
