import type { JobSpec } from '../../../contract/job-message.ts';
import { RaibidError } from '../../../shared/errors.ts';
import { claimMemory } from '../../claim-memory.ts';
import type { ClaimedJob, QueueStore } from '../../port/queue.ts';
import type { Connection } from '../connection.ts';
import { front } from '../lua/front.ts';
import { inbox } from '../lua/inbox.ts';
import { document, integer, list } from '../reply.ts';
import { frequentScript, type LuaPiece } from '../script.ts';

type Request = Parameters<QueueStore['claim']>[0];

/** Claims that this run of the script has answered. */
const answered: LuaPiece = { needs: [], lua: '\nlocal answered = {}\n' };

/**
 * Pops the best waiting job and makes its lease in one step: no moment exists in which a job is neither waiting nor
 * leased, so nothing has to be searched for after a crash. The same claim before the first heartbeat gets the same
 * attempt with the new tokens, and the old ones end: whoever did get the first answer cannot use it any more.
 */
const claimScript = frequentScript(
  'claim a job',
  [
    ...['agentId', 'agentName', 'agentClass', 'isolation', 'claimId', 'leaseTokenHash', 'jobTokenHash', 'at'],
    ...['hour', 'claims', 'hourBefore', 'claimsBefore'],
  ],
  [answered, front, inbox],
  `
  local class = A.agentClass
  local claims = P .. 'claims:' .. A.claims
  -- The same claim was answered a moment ago: what that one wrote is needed now.
  if answered[A.claimId] then writeAll() end
  local known = call('HMGET', claims, 'hour', A.claimId)
  if known[1] ~= A.hour then
    call('UNLINK', claims)
    call('HSET', claims, 'hour', A.hour)
    known[2] = false
  end
  local claimed = known[2]
  if not claimed then
    local older = call('HMGET', P .. 'claims:' .. A.claimsBefore, 'hour', A.claimId)
    claimed = older[1] == A.hourBefore and older[2]
  end
  if claimed then
    local attempt, jobId = claimed:match('^(%d+) (.*)$')
    local leaseKey = P .. 'lease:' .. jobId
    local lease = call('HMGET', leaseKey, 'attempt', 'agentId', 'beat', 'started', 'nextLine', 'leaseToken', 'jobToken')
    if lease[1] ~= attempt or lease[2] ~= A.agentId or lease[3] ~= '0' or lease[4] ~= '0' or lease[5] ~= '0' then
      return 'used'
    end
    call('HDEL', P .. 'lease-tokens', 'lease ' .. lease[6], 'job ' .. lease[7])
    call('HSET', P .. 'lease-tokens', 'lease ' .. A.leaseTokenHash, jobId, 'job ' .. A.jobTokenHash, jobId)
    call('HSET', leaseKey, 'leaseToken', A.leaseTokenHash, 'jobToken', A.jobTokenHash)
    call('HSET', P .. 'job:' .. jobId, 'token ' .. attempt, A.leaseTokenHash)
    local job = call('HMGET', P .. 'job:' .. jobId, 'spec', 'queuedAt')
    return { job[1], attempt, job[2] }
  end
  openFront(class, A.at)
  local head, lane = bestHead()
  if not head then return false end
  -- A head is four numbers of fixed width and the id: see the lanes.
  local jobId = head:sub(63)
  local jobKey = P .. 'job:' .. jobId
  local job = call('HMGET', jobKey, 'runId', 'attempt', 'runAttempt', 'repositoryId', 'exclusive', 'entry', 'spec', 'queuedAt')
  local runId, attempt, repository = job[1], tostring(job[2] + 1), job[4]
  takeHead(head, lane, repository, job[6])
  call('HSET', jobKey, 'state', 'running', 'attempt', attempt, 'steps', '[]', 'token ' .. attempt, A.leaseTokenHash,
    'start ' .. attempt, job[3] .. ' ' .. A.at .. ' ' .. A.isolation .. ' ' .. A.agentName)
  call('HSET', P .. 'lease:' .. jobId, 'jobId', jobId, 'runId', runId, 'attempt', attempt, 'repositoryId', repository,
    'agentId', A.agentId, 'agentName', A.agentName, 'agentClass', class, 'isolation', A.isolation,
    'leaseToken', A.leaseTokenHash, 'jobToken', A.jobTokenHash, 'beat', '0', 'started', '0', 'nextLine', '0',
    'exclusive', job[5], 'claimedAt', A.at)
  later('ZADD', P .. 'leases:' .. class, A.at, jobId)
  later('HSET', P .. 'lease-tokens', 'lease ' .. A.leaseTokenHash, jobId, 'job ' .. A.jobTokenHash, jobId)
  later('HSET', claims, A.claimId, attempt .. ' ' .. jobId)
  answered[A.claimId] = true
  post(runId, '{"type":"job_started","jobId":' .. cjson.encode(jobId) .. ',"attempt":' .. attempt .. ',"at":' .. A.at .. '}')
  wake('run:' .. runId)
  wake('runs')
  return { job[7], attempt, job[8] }
`,
);

/** Answers the job, or null when nothing waits. Errors: `lease_lost` for a claim that was answered and used. */
export async function claimJob(connection: Connection, request: Request): Promise<ClaimedJob | null> {
  const { agent, ...rest } = request;
  const answer = await connection.runOften(claimScript, { ...agent, ...rest, ...memoryAt(request.at) });
  if (answer === null) return null;
  if (answer === 'used') {
    throw new RaibidError('lease_lost', `Claim ${request.claimId} was answered and used already.`);
  }
  const [spec, attempt, queuedAt] = list(answer);
  return { spec: document<JobSpec>(spec), attempt: integer(attempt), queuedAt: integer(queuedAt) };
}

/**
 * The hash of claims of this hour and that of the hour before. Claims are kept by the hour in three hashes that take turns:
 * forgetting costs nothing, where an expiry a claim costs as much as the rest of it.
 */
function memoryAt(at: number): Record<'hour' | 'claims' | 'hourBefore' | 'claimsBefore', number> {
  const hour = Math.floor(at / claimMemory);
  return { hour, claims: hour % 3, hourBefore: hour - 1, claimsBefore: (hour + 2) % 3 };
}
