import type { Connection } from '../connection.ts';
import { lanes } from '../lua/lanes.ts';
import { integerOrNull } from '../reply.ts';
import { script } from '../script.ts';

/**
 * How many claims come before this job when no running job ends: exactly, without playing them through. The job is
 * number `k` of its priority in its lane, so it is taken when its repository runs `running + higher + k` jobs: its turn.
 * Another lane goes first with each of its jobs of that priority whose turn is lower, and, on the same turn, with an
 * older job. Costs a few looks a lane.
 */
const positionScript = script(
  'place of a job in its queue',
  [lanes],
  `
  local job = call('HMGET', P .. 'job:' .. A.jobId, 'state', 'agentClass', 'repositoryId', 'priority', 'queuedAt', 'seq')
  if job[1] ~= 'waiting' then return false end
  local class, repository = job[2], job[3]
  local place = placeOf(job[4], job[5], job[6], A.jobId)
  local priority = place:sub(1, 16)
  local function higherIn(lane) return call('ZLEXCOUNT', lane, '-', '(' .. priority .. '|') end
  local own = laneKey(repository, class)
  local olderHere = call('ZLEXCOUNT', own, '[' .. priority .. '|', '(' .. place)
  local higherHere = higherIn(own)
  local turn = runningOf(repository) + higherHere + olderHere
  local before = olderHere + higherHere
  for _, head in ipairs(call('ZRANGE', P .. 'ready:' .. class, 0, -1)) do
    local other = call('HGET', P .. 'job:' .. head:sub(63), 'repositoryId')
    if other ~= repository then
      local lane = laneKey(other, class)
      local higher = higherIn(lane)
      before = before + higher
      local turns = turn - runningOf(other) - higher
      if turns >= 0 then
        local equal = call('ZLEXCOUNT', lane, '[' .. priority .. '|', '(' .. priority .. '}')
        before = before + math.min(equal, turns)
        local rival = turns < equal and call('ZRANGE', lane, higher + turns, higher + turns)[1]
        if rival and rival < place then before = before + 1 end
      end
    end
  end
  return before
`,
);

/** Null when the job does not wait. */
export async function queuePosition(connection: Connection, jobId: string): Promise<number | null> {
  return integerOrNull(await connection.run(positionScript, { jobId }));
}
