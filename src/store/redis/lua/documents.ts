import type { LuaPiece } from '../script.ts';

/**
 * Writes what changes with each step of a run, and only the jobs whose text differs: a run with a matrix of 256 jobs is
 * advanced some 768 times. `under-way` holds the runs that are not completed, so that they are found among a million.
 */
export const documents: LuaPiece = {
  needs: [],
  lua: `
local function writeJobs(runId, jobs, count)
  local key = P .. 'run-jobs:' .. runId
  for position, body in pairs(jobs) do call('HSET', key, position, body) end
  local known = call('HLEN', key)
  for position = count, known - 1 do call('HDEL', key, position) end
end
local function writeStatus(runId, status)
  call('HSET', P .. 'run:' .. runId, 'status', status)
  if status == 'completed' then
    call('ZREM', P .. 'under-way', runId)
  else
    call('ZADD', P .. 'under-way', runId, runId)
  end
end
`,
};
