import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import type { Connection } from '../connection.ts';
import { deleteRun as deleteRunPiece } from '../lua/delete-run.ts';
import { script } from '../script.ts';

/**
 * Looks whether the run is over in every respect (nothing to fold in, no job that waits or runs) and deletes it in one
 * step: a rerun that comes at the same moment finds all of the run, or none.
 */
const deleteScript = script(
  'delete a run',
  [deleteRunPiece],
  `
  local run = call('HMGET', P .. 'run:' .. A.runId, 'status', 'repositoryId', 'sha')
  if not run[1] then return 'unknown' end
  if run[1] ~= 'completed' or call('EXISTS', P .. 'inbox:' .. A.runId) == 1 then return 'under way' end
  for _, jobId in ipairs(call('ZRANGE', P .. 'jobs-of-run:' .. A.runId, 0, -1)) do
    if call('HGET', P .. 'job:' .. jobId, 'state') ~= 'done' then return 'under way' end
  end
  deleteRun(A.runId)
  local shared = false
  for _, other in ipairs(call('ZRANGE', P .. 'runs-of-commit:' .. run[3], 0, -1)) do
    shared = shared or call('HGET', P .. 'run:' .. other, 'repositoryId') == run[2]
  end
  local name = call('HGET', P .. 'repository:' .. run[2], 'fullName'):lower()
  if not shared and call('SREM', P .. 'statuses-of:' .. name, run[3]) == 1 then
    call('UNLINK', P .. 'statuses:' .. name .. ' ' .. run[3])
  end
  wake('runs')
  return 'deleted'
`,
);

/** @throws `conflict` while it is not completed */
export async function deleteRun(connection: Connection, runId: string): Promise<boolean> {
  if (numericId(runId) === null) return false;
  const outcome = await connection.run(deleteScript, { runId });
  if (outcome !== 'under way') return outcome === 'deleted';
  throw new RaibidError('conflict', `Run ${runId} is not completed.`, {
    hint: 'Cancel it or wait for it, then delete it again.',
  });
}
