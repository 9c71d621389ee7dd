import type { Connection } from '../connection.ts';
import { script } from '../script.ts';

/** Looks first: a repository that was deleted meanwhile must not come back with one field. */
const setScript = script(
  'set the default branch of a repository',
  [],
  `
  local key = P .. 'repository:' .. A.id
  if call('EXISTS', key) == 1 then call('HSET', key, 'defaultBranch', A.branch) end
`,
);

export async function setDefaultBranch(connection: Connection, id: string, branch: string): Promise<void> {
  await connection.run(setScript, { id, branch });
}
