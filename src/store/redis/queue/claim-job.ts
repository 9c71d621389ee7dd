import type { JobSpec } from '../../../contract/job-message.ts';
import { RaibidError } from '../../../shared/errors.ts';
import { claimMemory } from '../../claim-memory.ts';
import type { ClaimedJob, QueueStore } from '../../port/queue.ts';
import type { Connection } from '../connection.ts';
import { front } from '../lua/front.ts';
import { inbox } from '../lua/inbox.ts';
import { lease } from '../lua/lease.ts';
import { document, integer, list } from '../reply.ts';
import { frequentScript, type LuaPiece } from '../script.ts';

type Request = Parameters<QueueStore['claim']>[0];

/**
 * Claims that were answered, as `attempt job`: those before this run of the script, which are looked up for all of its
 * calls at once, and those in it. They are kept by the hour in three hashes that take turns: forgetting costs nothing,
 * where an expiry a claim costs as much as the rest of it.
 */
const answers: LuaPiece = {
  needs: [],
  lua: `
local answeredHere, answeredBefore, answersNow = {}, nil, nil
local function answersOf(hour) return P .. 'claims:' .. string.format('%.0f', hour % 3) end
local function lookUpAnswers()
  local hour = math.floor(A.at / ${claimMemory})
  answersNow = answersOf(hour)
  local claimIds = ofEveryCall('claimId')
  local name, nameBefore = string.format('%.0f', hour), string.format('%.0f', hour - 1)
  local now = call('HMGET', answersNow, 'hour', unpack(claimIds))
  local before = call('HMGET', answersOf(hour - 1), 'hour', unpack(claimIds))
  if now[1] ~= name then
    now = {}
    call('UNLINK', answersNow)
    call('HSET', answersNow, 'hour', name)
  end
  answeredBefore = {}
  for nth, claimId in ipairs(claimIds) do
    answeredBefore[claimId] = now[nth + 1] or before[1] == nameBefore and before[nth + 1] or nil
  end
end
local function answerTo(claimId)
  if not answeredBefore then lookUpAnswers() end
  -- What the answer of a moment ago wrote is needed now.
  if answeredHere[claimId] then writeAll() end
  return answeredHere[claimId] or answeredBefore[claimId]
end
local function answered(claimId, answer)
  answeredHere[claimId] = answer
  later('HSET', answersNow, claimId, answer)
end
`,
};

/**
 * Pops the best waiting job and makes its lease in one step: no moment exists in which a job is neither waiting nor
 * leased, so nothing has to be searched for after a crash. The same claim before the first heartbeat gets the same
 * attempt with the new tokens, and the old ones end: whoever did get the first answer cannot use it any more.
 */
const claimScript = frequentScript(
  'claim a job',
  ['agentId', 'agentName', 'agentClass', 'isolation', 'claimId', 'leaseTokenHash', 'jobTokenHash', 'at'],
  [answers, front, inbox, lease],
  `
  local class = A.agentClass
  local newLease = leaseText('0', '0', '0', A.jobTokenHash, A.agentId)
  local answer = answerTo(A.claimId)
  if answer then
    local attempt, jobId = answer:match('^(%d+) (.*)$')
    local lease = readLease(jobId, attempt)
    if not lease or lease.agentId ~= A.agentId or lease.beat .. lease.started .. lease.nextLine ~= '000' then
      return 'used'
    end
    call('HDEL', P .. 'lease-tokens', 'lease ' .. lease.leaseToken, 'job ' .. lease.jobToken)
    local name = runningName(jobId, attempt, class)
    call('HSET', P .. 'lease-tokens', 'lease ' .. A.leaseTokenHash, name, 'job ' .. A.jobTokenHash, name)
    call('HSET', P .. 'job:' .. jobId, 'lease', newLease, 'token ' .. attempt, A.leaseTokenHash)
    local job = call('HMGET', P .. 'job:' .. jobId, 'spec', 'queuedAt', 'exclusive')
    return { job[1], attempt, job[2], job[3] }
  end
  openFront(class, A.at)
  local head, lane = bestHead()
  if not head then return false end
  -- A head is four numbers of fixed width and the id: see the lanes.
  local jobId = head:sub(63)
  local jobKey = P .. 'job:' .. jobId
  local job = call('HMGET', jobKey, 'runId', 'attempt', 'runAttempt', 'repositoryId', 'entry', 'spec', 'queuedAt',
    'exclusive')
  local runId, attempt, repository = job[1], tostring(job[2] + 1), job[4]
  takeHead(head, lane, repository, job[5])
  call('HSET', jobKey, 'state', 'running', 'attempt', attempt, 'steps', '[]', 'lease', newLease, 'token ' .. attempt,
    A.leaseTokenHash, 'start ' .. attempt, job[3] .. ' ' .. A.at .. ' ' .. A.isolation .. ' ' .. A.agentName)
  local name = runningName(jobId, attempt, class)
  later('HSET', P .. 'lease-tokens', 'lease ' .. A.leaseTokenHash, name, 'job ' .. A.jobTokenHash, name)
  answered(A.claimId, attempt .. ' ' .. jobId)
  post(runId, '{"type":"job_started","jobId":"' .. jobId .. '","attempt":' .. attempt .. ',"at":' .. A.at .. '}')
  wake('run:' .. runId)
  wake('runs')
  return { job[6], attempt, job[7], job[8] }
`,
);

/** Answers the job, or null when nothing waits. Errors: `lease_lost` for a claim that was answered and used. */
export async function claimJob(connection: Connection, request: Request): Promise<ClaimedJob | null> {
  const { agent, ...rest } = request;
  const answer = await connection.runOften(claimScript, { ...agent, ...rest });
  if (answer === null) return null;
  if (answer === 'used') {
    throw new RaibidError('lease_lost', `Claim ${request.claimId} was answered and used already.`);
  }
  const [spec, attempt, queuedAt, exclusive] = list(answer);
  return {
    spec: document<JobSpec>(spec),
    attempt: integer(attempt),
    queuedAt: integer(queuedAt),
    exclusive: exclusive === '1',
  };
}
