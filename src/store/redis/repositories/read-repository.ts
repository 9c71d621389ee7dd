import { numericId } from '../../numeric-id.ts';
import type { RepositoryRecord } from '../../port/repositories.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { fields, integer, list, text, textOrNull } from '../reply.ts';
import { script } from '../script.ts';

/** The id by name (any case), then the record: a repository that is deleted in between would be half there. */
const findScript = script(
  'find a repository',
  [],
  `
  local id = call('HGET', P .. 'repositories', A.name)
  return id and call('HGETALL', P .. 'repository:' .. id) or {}
`,
);

/** There are few repositories: all records at once. */
const listScript = script(
  'list repositories',
  [],
  `
  local found = {}
  for nth, id in ipairs(call('HVALS', P .. 'repositories')) do found[nth] = call('HGETALL', P .. 'repository:' .. id) end
  return found
`,
);

export async function findRepository(connection: Connection, fullName: string): Promise<RepositoryRecord | null> {
  return recordOrNull(await connection.run(findScript, { name: nameKey(fullName) }));
}

export async function getRepository(connection: Connection, id: string): Promise<RepositoryRecord | null> {
  if (numericId(id) === null) return null;
  const name = textOrNull(await connection.read('HGET', `${keyPrefix}repository:${id}`, 'fullName'));
  return name === null ? null : findRepository(connection, name);
}

/** By name, as people look for them. */
export async function listRepositories(connection: Connection): Promise<RepositoryRecord[]> {
  const records = list(await connection.run(listScript)).flatMap((flat) => recordOrNull(flat) ?? []);
  return records.sort((a, b) => (nameKey(a.fullName) < nameKey(b.fullName) ? -1 : 1));
}

/** Names are equal in any case. */
export function nameKey(fullName: string): string {
  return fullName.toLowerCase();
}

function recordOrNull(flat: unknown): RepositoryRecord | null {
  const record = fields(flat);
  if (record === null) return null;
  return {
    id: text(record.id),
    fullName: text(record.fullName),
    defaultBranch: text(record.defaultBranch),
    forge: text(record.forge),
    createdAt: integer(record.createdAt),
  };
}
