import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import type { MirrorRecord, MirrorSync } from '../../port/mirrors.ts';
import type { Connection } from '../connection.ts';
import { document, fields, integer, integerOrNull, list, text, textOrNull } from '../reply.ts';
import { script } from '../script.ts';

/** What never changes is one text, the rest are fields; `mirrors` orders them by when they are due. */
type Body = Pick<MirrorRecord, 'url' | 'intervalSeconds' | 'allowPrivate' | 'statuses' | 'createdAt'>;

const createScript = script(
  'create a mirror',
  [],
  `
  if call('EXISTS', P .. 'repository:' .. A.repositoryId) == 0 then return 'unknown' end
  local key = P .. 'mirror:' .. A.repositoryId
  if call('EXISTS', key) == 1 then return 'taken' end
  call('HSET', key, 'repositoryId', A.repositoryId, 'body', A.body, 'credentials', A.credentials, 'lastSyncAt',
    A.lastSyncAt, 'lastTryAt', A.lastTryAt, 'failure', A.failure)
  call('ZADD', P .. 'mirrors', A.nextSyncAt, A.repositoryId)
  return 'created'
`,
);

/** One, all, or those that are due, each with its time. */
const readScript = script(
  'read mirrors',
  [],
  `
  local found = {}
  for _, id in ipairs(A.id and { A.id } or call('ZRANGEBYSCORE', P .. 'mirrors', '-inf', A.at)) do
    local mirror = call('HGETALL', P .. 'mirror:' .. id)
    if #mirror > 0 then found[#found + 1] = { call('ZSCORE', P .. 'mirrors', id), mirror } end
  end
  return found
`,
);

/** The last success stays when a try failed. A mirror that is gone must not come back by its last word. */
const syncedScript = script(
  'a mirror was tried',
  [],
  `
  local key = P .. 'mirror:' .. A.repositoryId
  if call('EXISTS', key) == 0 then return 0 end
  local failed = A.failure ~= cjson.null
  call('HSET', key, 'lastTryAt', A.at, 'failure', failed and A.failure or '')
  if not failed then call('HSET', key, 'lastSyncAt', A.at) end
  call('ZADD', P .. 'mirrors', A.nextSyncAt, A.repositoryId)
  return 1
`,
);

/** LT: never later than it is due already; XX: only one that is there. */
const requestScript = script(
  'ask for a mirror',
  [],
  ` return call('ZADD', P .. 'mirrors', 'XX', 'LT', A.at, A.repositoryId) `,
);

/** Compare-and-set, so that credentials given meanwhile are not overwritten. */
const resealScript = script(
  'reseal a mirror',
  [],
  `
  local key = P .. 'mirror:' .. A.repositoryId
  if call('HGET', key, 'credentials') ~= A.credentials then return 0 end
  call('HSET', key, 'credentials', A.sealed)
  return 1
`,
);

const removeScript = script(
  'remove a mirror',
  [],
  `
  call('DEL', P .. 'mirror:' .. A.repositoryId)
  return call('ZREM', P .. 'mirrors', A.repositoryId)
`,
);

/** @throws `not_found` for an unknown repository; `already_exists` */
export async function createMirror(connection: Connection, mirror: MirrorRecord): Promise<void> {
  const { repositoryId, credentials, lastSyncAt, lastTryAt, failure, nextSyncAt, ...body } = mirror;
  const times = { lastSyncAt: lastSyncAt ?? '', lastTryAt: lastTryAt ?? '', failure: failure ?? '', nextSyncAt };
  const argument = { repositoryId, credentials, body: JSON.stringify(body), ...times };
  const answer = numericId(repositoryId) === null ? 'unknown' : await connection.run(createScript, argument);
  if (answer === 'unknown') throw new RaibidError('not_found', `There is no repository with id ${repositoryId}.`);
  if (answer === 'taken') throw new RaibidError('already_exists', 'This repository is a mirror already.');
}

export async function getMirror(connection: Connection, repositoryId: string): Promise<MirrorRecord | null> {
  return list(await connection.run(readScript, { id: repositoryId })).map(mirrorRecord)[0] ?? null;
}

export async function listMirrors(connection: Connection): Promise<MirrorRecord[]> {
  const mirrors = list(await connection.run(readScript, { at: '+inf' })).map(mirrorRecord);
  return mirrors.sort((a, b) => Number(a.repositoryId) - Number(b.repositoryId));
}

/** Those whose time has come, the longest waiting first. */
export async function dueMirrors(connection: Connection, at: number): Promise<MirrorRecord[]> {
  return list(await connection.run(readScript, { at })).map(mirrorRecord);
}

export async function mirrorSynced(connection: Connection, repositoryId: string, sync: MirrorSync): Promise<void> {
  await connection.run(syncedScript, { repositoryId, ...sync });
}

export async function requestSync(connection: Connection, repositoryId: string, at: number): Promise<void> {
  await connection.run(requestScript, { repositoryId, at });
}

/** False when the mirror does not hold any more what was read. */
export async function resealMirror(connection: Connection, mirror: MirrorRecord, sealed: string): Promise<boolean> {
  const { repositoryId, credentials } = mirror;
  return (await connection.run(resealScript, { repositoryId, credentials, sealed })) === 1;
}

/** False when there was none. */
export async function removeMirror(connection: Connection, repositoryId: string): Promise<boolean> {
  return (await connection.run(removeScript, { repositoryId })) === 1;
}

function mirrorRecord(answer: unknown): MirrorRecord {
  const [nextSyncAt, flat] = list(answer);
  const mirror = fields(flat) ?? {};
  return {
    ...document<Body>(mirror.body),
    repositoryId: text(mirror.repositoryId),
    credentials: text(mirror.credentials),
    lastSyncAt: integerOrNull(mirror.lastSyncAt),
    lastTryAt: integerOrNull(mirror.lastTryAt),
    failure: textOrNull(mirror.failure),
    nextSyncAt: integer(nextSyncAt),
  };
}
