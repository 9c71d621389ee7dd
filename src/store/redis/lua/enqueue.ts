import type { LuaPiece } from '../script.ts';
import { leases } from './leases.ts';

/**
 * Makes a job wait in its class. The same job comes again with a rerun or a retry: it keeps its attempts (numbers go on,
 * so that logs never mix) and starts with a fresh count. An agent that still has the job hears that its lease is lost.
 */
export const enqueue: LuaPiece = {
  needs: [leases],
  lua: `
local function enqueue(runId, job)
  local key = P .. 'job:' .. job.jobId
  local known = call('HMGET', key, 'state', 'seq', 'attempt')
  if known[1] == 'waiting' then return end
  local seq = known[2]
  if not seq then
    seq = call('HINCRBY', P .. 'counters', 'job', 1)
    call('HSET', key, 'jobId', job.jobId, 'seq', seq, 'attempt', '0')
    call('ZADD', P .. 'jobs-of-run:' .. runId, seq, job.jobId)
  else
    local lease = readLease(job.jobId, known[3])
    if lease then endLease(lease, 'lost', job.at) end
    call('HDEL', key, 'result', 'ended', 'endedAt')
    call('HDEL', P .. 'dead-letters', job.jobId)
  end
  call('HSET', key, 'runId', runId, 'repositoryId', job.repositoryId, 'agentClass', job.agentClass, 'priority',
    job.priority, 'maxAttempts', job.maxAttempts, 'exclusive', job.exclusive, 'runAttempt', job.runAttempt, 'name',
    job.name, 'queuedAt', job.at, 'counted', '0', 'steps', '[]', 'spec', job.spec)
  putInQueue(job.jobId, job.notBefore)
end
`,
};
