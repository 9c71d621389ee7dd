import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import type { ForgeRecord } from '../../port/forges.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { outbox } from '../lua/outbox.ts';
import { fields, integer, list, text } from '../reply.ts';
import { script } from '../script.ts';

/** Looks for the name and takes it in one step. */
const createScript = script(
  'connect a forge',
  [],
  `
  if call('SADD', P .. 'forges', A.name) == 0 then return 0 end
  call('HSET', P .. 'forge:' .. A.name, 'name', A.name, 'kind', A.kind, 'url', A.url, 'credentials', A.credentials,
    'createdAt', A.createdAt)
  return 1
`,
);

const readScript = script(
  'read forges',
  [],
  `
  local found = {}
  for _, name in ipairs(A.name and { A.name } or call('SMEMBERS', P .. 'forges')) do
    local forge = call('HGETALL', P .. 'forge:' .. name)
    if #forge > 0 then found[#found + 1] = forge end
  end
  return found
`,
);

const resealScript = script(
  'reseal a forge',
  [],
  `
  if call('SISMEMBER', P .. 'forges', A.name) == 0 then return 0 end
  call('HSET', P .. 'forge:' .. A.name, 'credentials', A.credentials)
  return 1
`,
);

/** Refused while a repository lives there. Statuses on their way there have nowhere to go any more. */
const removeScript = script(
  'remove a forge',
  [outbox],
  `
  for _, id in ipairs(call('HVALS', P .. 'repositories')) do
    local repository = call('HMGET', P .. 'repository:' .. id, 'forge', 'fullName')
    if repository[1] == A.name then return repository[2] end
  end
  for _, entry in ipairs(call('ZRANGE', P .. 'outbox', 0, -1)) do
    if call('HGET', P .. 'outbox-entry:' .. entry, 'forge') == A.name then dropFromOutbox(entry) end
  end
  call('SREM', P .. 'forges', A.name)
  call('DEL', P .. 'forge:' .. A.name)
  return false
`,
);

const hookScript = script(
  'keep a webhook',
  [],
  `
  if call('EXISTS', P .. 'repository:' .. A.repositoryId) == 0 then return 0 end
  if A.hookId == cjson.null then
    call('HDEL', P .. 'forge-hooks', A.repositoryId)
  else
    call('HSET', P .. 'forge-hooks', A.repositoryId, A.hookId)
  end
  return 1
`,
);

/** @throws `already_exists` */
export async function createForge(connection: Connection, forge: ForgeRecord): Promise<void> {
  if ((await connection.run(createScript, forge)) === 1) return;
  throw new RaibidError('already_exists', `There is a forge ${forge.name} already.`);
}

export async function findForge(connection: Connection, name: string): Promise<ForgeRecord | null> {
  return list(await connection.run(readScript, { name })).map(forgeRecord)[0] ?? null;
}

export async function listForges(connection: Connection): Promise<ForgeRecord[]> {
  const forges = list(await connection.run(readScript)).map(forgeRecord);
  return forges.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws `not_found` */
export async function resealForge(connection: Connection, name: string, credentials: string): Promise<void> {
  if ((await connection.run(resealScript, { name, credentials })) === 1) return;
  throw new RaibidError('not_found', `There is no forge ${name}.`);
}

/** @throws `conflict` */
export async function removeForge(connection: Connection, name: string): Promise<void> {
  const used = await connection.run(removeScript, { name });
  if (used === null) return;
  throw new RaibidError('conflict', `${text(used)} lives on the forge ${name}.`, {
    hint: 'Delete its repositories here first (`raibid-cli repo delete`); on the forge they stay.',
  });
}

export async function forgeHook({ read }: Pick<Connection, 'read'>, repositoryId: string): Promise<string | null> {
  const hook = await read('HGET', `${keyPrefix}forge-hooks`, repositoryId);
  return hook === null ? null : text(hook);
}

/** @throws `not_found` */
export async function setForgeHook(connection: Connection, repositoryId: string, hookId: string | null): Promise<void> {
  const known = numericId(repositoryId) !== null;
  if (known && (await connection.run(hookScript, { repositoryId, hookId })) === 1) return;
  throw new RaibidError('not_found', `There is no repository with id ${repositoryId}.`);
}

function forgeRecord(flat: unknown): ForgeRecord {
  const forge = fields(flat) ?? {};
  if (forge.kind !== 'gitea')
    throw new RaibidError('internal', `The store holds a forge of unknown kind ${forge.kind}.`);
  return {
    name: text(forge.name),
    kind: forge.kind,
    url: text(forge.url),
    credentials: text(forge.credentials),
    createdAt: integer(forge.createdAt),
  };
}
