import type { LuaPiece } from '../script.ts';
import { artifacts } from './artifacts.ts';
import { runIndexes } from './run-indexes.ts';

/** Takes a completed run out of everything. */
export const deleteRun: LuaPiece = {
  needs: [runIndexes, artifacts],
  lua: `
local function deleteRun(runId)
  local run = call('HMGET', P .. 'run:' .. runId, 'repositoryId', 'workflow', 'event', 'ref', 'sha', 'planHash')
  for _, index in ipairs(runIndexesOf(run[1], run[2], run[3], run[4], run[5])) do call('ZREM', index, runId) end
  if call('HINCRBY', P .. 'plan-uses', run[6], -1) == 0 then
    call('HDEL', P .. 'plan-uses', run[6])
    call('UNLINK', P .. 'plan:' .. run[6])
  end
  for _, artifactId in ipairs(call('HVALS', P .. 'artifacts-of:' .. runId)) do dropArtifact(artifactId) end
  for _, jobId in ipairs(call('ZRANGE', P .. 'jobs-of-run:' .. runId, 0, -1)) do
    call('HDEL', P .. 'dead-letters', jobId)
    call('UNLINK', P .. 'job:' .. jobId)
  end
  call('ZREM', P .. 'dirty', runId)
  call('UNLINK', P .. 'run:' .. runId, P .. 'run-jobs:' .. runId, P .. 'inbox:' .. runId, P .. 'jobs-of-run:' .. runId)
  discard('log', runId)
end
`,
};
