import { numericId } from '../../numeric-id.ts';
import type { RunFilter, RunHeader } from '../../port/runs.ts';
import type { Connection } from '../connection.ts';
import { document, list, text, texts } from '../reply.ts';
import { script } from '../script.ts';

/** How many runs one script looks at: it holds up everybody else for less than a millisecond. */
const glance = 500;

/**
 * Walks the shortest of the indexes that fit, newest first, and keeps what the other filters let through. Answers the
 * headers and where to go on ('' at the end), so that a filter that nothing passes does not block Redis.
 */
const listScript = script(
  'list runs',
  [],
  `
  local index, size
  for _, name in ipairs(A.indexes) do
    local length = call('ZCARD', P .. name)
    if not size or length < size then index, size = P .. name, length end
  end
  local ids = call('ZRANGE', index, '(' .. A.before, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, A.glance)
  local found, last = {}, ''
  for _, id in ipairs(ids) do
    local run = call('HMGET', P .. 'run:' .. id, 'header', 'repositoryId', 'workflow', 'event', 'ref', 'sha', 'status')
    local fits = true
    for nth, wanted in ipairs(A.wanted) do fits = fits and (wanted == '' or run[nth + 1] == wanted) end
    if fits then found[#found + 1] = run[1] end
    last = id
    if #found >= tonumber(A.limit) then break end
  end
  return { found, #ids == tonumber(A.glance) and last or '' }
`,
);

/** Newest first. */
export async function listRuns(connection: Connection, filter: RunFilter): Promise<RunHeader[]> {
  const { repositoryId, workflow, event, ref, sha, status, limit } = filter;
  const ids = [repositoryId, filter.before].filter((id) => id !== undefined);
  if (limit < 1 || ids.some((id) => numericId(id) === null)) return [];
  const indexes = indexesOf(filter);
  const wanted = [repositoryId, workflow, event, ref, sha, status].map((value) => value ?? '');
  const found: RunHeader[] = [];
  let before = filter.before ?? '+inf';
  while (found.length < limit && before !== '') {
    const argument = { indexes, wanted, before, glance, limit: limit - found.length };
    const [headers, next] = list(await connection.run(listScript, argument));
    found.push(...texts(headers).map((header) => document<RunHeader>(header)));
    before = text(next);
  }
  return found;
}

function indexesOf({ repositoryId, workflow, event, ref, sha, status }: RunFilter): string[] {
  const all: [string, string | undefined][] = [
    ['runs-of-repository', repositoryId],
    ['runs-of-workflow', workflow],
    ['runs-of-event', event],
    ['runs-of-ref', ref],
    ['runs-of-commit', sha],
  ];
  const given = all.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}:${value}`);
  const unfinished = status !== undefined && status !== 'completed' ? ['under-way'] : [];
  return ['runs', ...given, ...unfinished];
}
