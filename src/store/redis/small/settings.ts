import { RaibidError } from '../../../shared/errors.ts';
import type { SettingRecord } from '../../port/settings.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { document, texts } from '../reply.ts';
import { script } from '../script.ts';

type Place = Pick<SettingRecord, 'kind' | 'scope'>;

/**
 * A setting is a field of the hash of its kind and scope. `secrets` and `settings-of:{repository}` hold places (kind,
 * scope, name as JSON), to find all secrets and what goes with a repository.
 */
const setScript = script(
  'keep a setting',
  [],
  `
  if A.repositoryId ~= cjson.null and call('EXISTS', P .. 'repository:' .. A.repositoryId) == 0 then return 0 end
  local key = P .. 'settings:' .. A.kind .. ':' .. A.scope
  local older = call('HGET', key, A.name)
  if older then
    local owner = cjson.decode(older).repositoryId
    if owner ~= cjson.null then call('SREM', P .. 'settings-of:' .. owner, A.place) end
  end
  call('HSET', key, A.name, A.record)
  if A.kind == 'secret' then call('SADD', P .. 'secrets', A.place) end
  if A.repositoryId ~= cjson.null then call('SADD', P .. 'settings-of:' .. A.repositoryId, A.place) end
  return 1
`,
);

const deleteScript = script(
  'delete a setting',
  [],
  `
  local key = P .. 'settings:' .. A.kind .. ':' .. A.scope
  local known = call('HGET', key, A.name)
  if not known then return 0 end
  local owner = cjson.decode(known).repositoryId
  if owner ~= cjson.null then call('SREM', P .. 'settings-of:' .. owner, A.place) end
  call('SREM', P .. 'secrets', A.place)
  return call('HDEL', key, A.name)
`,
);

const secretsScript = script(
  'all secrets',
  [],
  `
  local found = {}
  for nth, place in ipairs(call('SMEMBERS', P .. 'secrets')) do
    local setting = cjson.decode(place)
    found[nth] = call('HGET', P .. 'settings:' .. setting[1] .. ':' .. setting[2], setting[3])
  end
  return found
`,
);

/** Compare-and-set on the value, so that a value set meanwhile is not overwritten. */
const resealScript = script(
  'reseal a secret',
  [],
  `
  local key = P .. 'settings:secret:' .. A.scope
  local known = call('HGET', key, A.name)
  if not known or cjson.decode(known).value ~= A.value then return 0 end
  call('HSET', key, A.name, A.record)
  return 1
`,
);

/** @throws `not_found` for an unknown repository */
export async function setSetting(connection: Connection, setting: SettingRecord): Promise<void> {
  const argument = { ...setting, place: placeText(setting), record: recordText(setting) };
  if ((await connection.run(setScript, argument)) === 1) return;
  throw new RaibidError('not_found', `There is no repository with id ${setting.repositoryId}.`);
}

/** All of one kind in one scope, by name. */
export async function listSettings(
  { read }: Pick<Connection, 'read'>,
  { kind, scope }: Place,
): Promise<SettingRecord[]> {
  const found = records(await read('HVALS', `${keyPrefix}settings:${kind}:${scope}`));
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** False when there was none. */
export async function deleteSetting(connection: Connection, setting: Place & { name: string }): Promise<boolean> {
  return (await connection.run(deleteScript, { ...setting, place: placeText(setting) })) === 1;
}

export async function allSecrets(connection: Connection): Promise<SettingRecord[]> {
  const order = ({ scope, name }: SettingRecord): string => `${scope}\0${name}`;
  return records(await connection.run(secretsScript)).sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** False when the secret does not hold any more what was read. */
export async function resealSecret(connection: Connection, secret: SettingRecord, sealed: string): Promise<boolean> {
  const { scope, name, value } = secret;
  const record = recordText({ ...secret, value: sealed });
  return (await connection.run(resealScript, { scope, name, value, record })) === 1;
}

function placeText({ kind, scope, name }: Place & { name: string }): string {
  return JSON.stringify([kind, scope, name]);
}

function recordText({ kind, scope, repositoryId, name, value, updatedAt }: SettingRecord): string {
  return JSON.stringify({ kind, scope, repositoryId, name, value, updatedAt });
}

function records(answer: unknown): SettingRecord[] {
  return texts(answer).map((record) => document<SettingRecord>(record));
}
