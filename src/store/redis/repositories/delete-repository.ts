import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import type { Connection } from '../connection.ts';
import { caches } from '../lua/caches.ts';
import { deleteRun } from '../lua/delete-run.ts';
import { outbox } from '../lua/outbox.ts';
import { list, text } from '../reply.ts';
import { script } from '../script.ts';

/**
 * Everything that hangs on the repository goes in one operation, so that nothing of it is ever half there. This is the
 * one script whose cost grows with history (about 0.1 ms a run); large keys are freed by Redis in the background.
 */
const deleteScript = script(
  'delete a repository',
  [deleteRun, caches, outbox],
  `
  local id = A.id
  local name = call('HGET', P .. 'repository:' .. id, 'fullName')
  if not name then return { 'unknown' } end
  local runs = call('ZRANGE', P .. 'runs-of-repository:' .. id, 0, -1)
  for _, runId in ipairs(runs) do
    if call('HGET', P .. 'run:' .. runId, 'status') ~= 'completed' then return { 'running', runId, name } end
  end
  for _, runId in ipairs(runs) do deleteRun(runId) end
  for _, cacheId in ipairs(call('ZRANGE', P .. 'caches-of:' .. id, 0, -1)) do dropCache(cacheId) end
  for _, key in ipairs(call('SMEMBERS', P .. 'deliveries-of:' .. id)) do call('HDEL', P .. 'deliveries', key) end
  for _, place in ipairs(call('SMEMBERS', P .. 'settings-of:' .. id)) do
    local setting = cjson.decode(place)
    call('HDEL', P .. 'settings:' .. setting[1] .. ':' .. setting[2], setting[3])
    call('SREM', P .. 'secrets', place)
  end
  local lower = name:lower()
  for _, sha in ipairs(call('SMEMBERS', P .. 'statuses-of:' .. lower)) do
    call('UNLINK', P .. 'statuses:' .. lower .. ' ' .. sha)
  end
  for _, entry in ipairs(call('ZRANGE', P .. 'outbox', 0, -1)) do
    if call('HGET', P .. 'outbox-entry:' .. entry, 'repository') == lower then dropFromOutbox(entry) end
  end
  call('HDEL', P .. 'repositories', lower)
  call('HDEL', P .. 'forge-hooks', id)
  call('HDEL', P .. 'shares', id)
  call('ZREM', P .. 'mirrors', id)
  for _, key in ipairs({ 'repository:', 'mirror:', 'ledger:', 'run-numbers:', 'deliveries-of:', 'settings-of:', 'runs-of-repository:' }) do
    call('UNLINK', P .. key .. id)
  end
  call('UNLINK', P .. 'statuses-of:' .. lower)
  wake('runs')
  return { 'deleted' }
`,
);

/** @throws `not_found`; `conflict` while a run of it is not completed */
export async function deleteRepository(connection: Connection, id: string): Promise<void> {
  const answer = numericId(id) === null ? ['unknown'] : list(await connection.run(deleteScript, { id }));
  const [outcome, runId, name] = answer;
  if (outcome === 'unknown') throw new RaibidError('not_found', `There is no repository with id ${id}.`);
  if (outcome === 'running') {
    throw new RaibidError('conflict', `Run ${text(runId)} of ${text(name)} is not completed.`, {
      hint: 'Cancel its runs or wait for them, then delete it again.',
    });
  }
}
