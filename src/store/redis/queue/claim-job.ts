import type { JobSpec } from '../../../contract/job-message.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { ClaimedJob, QueueStore } from '../../port/queue.ts';
import type { Connection } from '../connection.ts';
import { inbox } from '../lua/inbox.ts';
import { lanes } from '../lua/lanes.ts';
import { queue } from '../lua/queue.ts';
import { document, integer, list } from '../reply.ts';
import { script } from '../script.ts';

type Request = Parameters<QueueStore['claim']>[0];

/**
 * How long a claim is remembered at least; an agent gives up asking long before. Milliseconds. Claims are kept by the hour
 * in three hashes that take turns: forgetting costs nothing, where an expiry a claim costs as much as the rest of it.
 */
const claimMemory = 3_600_000;

/**
 * Pops the best waiting job and makes its lease in one step: no moment exists in which a job is neither waiting nor
 * leased, so nothing has to be searched for after a crash. The same claim before the first heartbeat gets the same
 * attempt with the new tokens, and the old ones end: whoever did get the first answer cannot use it any more.
 */
const claimScript = script(
  'claim a job',
  [lanes, queue, inbox],
  `
  local agent = A.agent
  local class = agent.agentClass
  local hour = math.floor(A.at / A.claimMemory)
  local function claimsOf(one) return P .. 'claims:' .. one % 3 end
  local known = call('HMGET', claimsOf(hour), 'hour', A.claimId)
  if known[1] ~= tostring(hour) then
    call('UNLINK', claimsOf(hour))
    call('HSET', claimsOf(hour), 'hour', hour)
    known[2] = false
  end
  local claimed = known[2]
  if not claimed then
    local older = call('HMGET', claimsOf(hour + 2), 'hour', A.claimId)
    claimed = older[1] == tostring(hour - 1) and older[2]
  end
  if claimed then
    local attempt, jobId = claimed:match('^(%d+) (.*)$')
    local leaseKey = P .. 'lease:' .. jobId
    local lease = call('HMGET', leaseKey, 'attempt', 'agentId', 'beat', 'started', 'nextLine', 'leaseToken', 'jobToken')
    if lease[1] ~= attempt or lease[2] ~= agent.agentId or lease[3] ~= '0' or lease[4] ~= '0' or lease[5] ~= '0' then
      return 'used'
    end
    call('HDEL', P .. 'lease-tokens', 'lease ' .. lease[6], 'job ' .. lease[7])
    call('HSET', P .. 'lease-tokens', 'lease ' .. A.leaseTokenHash, jobId, 'job ' .. A.jobTokenHash, jobId)
    call('HSET', leaseKey, 'leaseToken', A.leaseTokenHash, 'jobToken', A.jobTokenHash)
    call('HSET', P .. 'job:' .. jobId, 'token ' .. attempt, A.leaseTokenHash)
    return { call('HGET', P .. 'job:' .. jobId, 'spec'), attempt }
  end
  wakeDelayed(class, A.at)
  local head = call('ZRANGE', P .. 'ready:' .. class, 0, 0)[1]
  if not head then return false end
  -- A head is four numbers of fixed width and the id: see the lanes.
  local jobId = head:sub(63)
  local jobKey = P .. 'job:' .. jobId
  local job = call('HMGET', jobKey, 'runId', 'attempt', 'runAttempt', 'repositoryId', 'exclusive', 'entry', 'spec')
  local runId, attempt, repository = job[1], tostring(job[2] + 1), job[4]
  call('XDEL', P .. 'queue:' .. class, job[6])
  popHead(repository, class, head)
  call('HSET', jobKey, 'state', 'running', 'attempt', attempt, 'steps', '[]', 'token ' .. attempt, A.leaseTokenHash,
    'start ' .. attempt, job[3] .. ' ' .. A.at .. ' ' .. agent.isolation .. ' ' .. agent.agentName)
  call('HSET', P .. 'lease:' .. jobId, 'jobId', jobId, 'runId', runId, 'attempt', attempt, 'repositoryId', repository,
    'agentId', agent.agentId, 'agentName', agent.agentName, 'agentClass', class, 'isolation', agent.isolation,
    'leaseToken', A.leaseTokenHash, 'jobToken', A.jobTokenHash, 'beat', '0', 'started', '0', 'nextLine', '0',
    'exclusive', job[5], 'claimedAt', A.at)
  call('ZADD', P .. 'leases:' .. class, A.at, jobId)
  call('HSET', P .. 'lease-tokens', 'lease ' .. A.leaseTokenHash, jobId, 'job ' .. A.jobTokenHash, jobId)
  call('HSET', claimsOf(hour), A.claimId, attempt .. ' ' .. jobId)
  post(runId, '{"type":"job_started","jobId":' .. cjson.encode(jobId) .. ',"attempt":' .. attempt .. ',"at":' .. A.at .. '}')
  wake('run:' .. runId)
  wake('runs')
  return { job[7], attempt }
`,
);

/** Answers the job, or null when nothing waits. Errors: `lease_lost` for a claim that was answered and used. */
export async function claimJob(connection: Connection, request: Request): Promise<ClaimedJob | null> {
  const answer = await connection.run(claimScript, { ...request, claimMemory });
  if (answer === null) return null;
  if (answer === 'used') {
    throw new RaibidError('lease_lost', `Claim ${request.claimId} was answered and used already.`);
  }
  const [spec, attempt] = list(answer);
  return { spec: document<JobSpec>(spec), attempt: integer(attempt) };
}
