import { RaibidError } from '../../../shared/errors.ts';
import type { RepositoryRecord } from '../../port/repositories.ts';
import type { Connection } from '../connection.ts';
import { text } from '../reply.ts';
import { script } from '../script.ts';
import { nameKey } from './read-repository.ts';

/** Looks for the name and takes it in one step. Ids come from a counter and are never used twice. */
const createScript = script(
  'create a repository',
  [],
  `
  if call('HEXISTS', P .. 'repositories', A.name) == 1 then return false end
  local id = tostring(call('HINCRBY', P .. 'counters', 'repository', 1))
  call('HSET', P .. 'repositories', A.name, id)
  call('HSET', P .. 'repository:' .. id, 'id', id, 'fullName', A.fullName, 'defaultBranch', A.defaultBranch, 'forge',
    A.forge, 'createdAt', A.createdAt)
  return id
`,
);

/** @throws `already_exists` */
export async function createRepository(
  connection: Connection,
  repository: Omit<RepositoryRecord, 'id'>,
): Promise<RepositoryRecord> {
  const id = await connection.run(createScript, { ...repository, name: nameKey(repository.fullName) });
  if (id === null) throw new RaibidError('already_exists', `There is a repository ${repository.fullName} already.`);
  return { id: text(id), ...repository };
}
