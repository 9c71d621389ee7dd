import { numericId } from '../../numeric-id.ts';
import type { RunHeader, RunStore } from '../../port/runs.ts';
import type { Connection } from '../connection.ts';
import { document, texts } from '../reply.ts';
import { script } from '../script.ts';

/** The list of a repository is ordered by id, so both of its ends are found at once. */
const oldestScript = script(
  'oldest runs of a repository',
  [],
  `
  local index, to = P .. 'runs-of-repository:' .. A.repositoryId, '+inf'
  if A.beyond ~= '0' then
    local kept = call('ZRANGE', index, A.beyond - 1, A.beyond - 1, 'REV')[1]
    if not kept then return {} end
    to = '(' .. kept
  end
  local found = {}
  for nth, id in ipairs(call('ZRANGE', index, '(' .. A.after, to, 'BYSCORE', 'LIMIT', 0, A.limit)) do
    found[nth] = call('HGET', P .. 'run:' .. id, 'header')
  end
  return found
`,
);

/** Oldest first, without the newest `beyond`. */
export async function oldestRuns(
  connection: Connection,
  query: Parameters<RunStore['oldest']>[0],
): Promise<RunHeader[]> {
  const { repositoryId, beyond, limit } = query;
  if (limit < 1 || numericId(repositoryId) === null) return [];
  const after = numericId(query.after ?? '') ?? 0;
  const headers = texts(await connection.run(oldestScript, { repositoryId, beyond, after, limit }));
  return headers.map((header) => document<RunHeader>(header));
}
