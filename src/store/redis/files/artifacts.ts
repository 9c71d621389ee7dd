import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import type { ArtifactRecord } from '../../port/blobs-index.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { artifacts } from '../lua/artifacts.ts';
import { document, list, textOrNull, texts } from '../reply.ts';
import { script } from '../script.ts';

/** Looks for the name in the run and takes it in one step. The same call again, after a lost answer, is harmless. */
const createScript = script(
  'create an artifact',
  [artifacts],
  `
  if call('EXISTS', P .. 'run:' .. A.runId) == 0 then return 'unknown' end
  local existing = call('HGET', P .. 'artifacts-of:' .. A.runId, A.name)
  if existing == A.id then return { '' } end
  if existing and not A.overwrite then return 'taken' end
  local replaced = existing and call('HGET', P .. 'artifact:' .. existing, 'record') or ''
  if existing then dropArtifact(existing) end
  call('HSET', P .. 'artifact:' .. A.id, 'runId', A.runId, 'name', A.name, 'record', A.record)
  call('HSET', P .. 'artifacts-of:' .. A.runId, A.name, A.id)
  call('ZADD', P .. 'artifacts-by-end', A.expiresAt, A.id)
  keep('artifact', A.id)
  wake('run:' .. A.runId)
  return { replaced }
`,
);

const ofRunScript = script(
  'artifacts of a run',
  [],
  `
  local found = {}
  for nth, id in ipairs(call('HVALS', P .. 'artifacts-of:' .. A.runId)) do
    found[nth] = call('HGET', P .. 'artifact:' .. id, 'record')
  end
  return found
`,
);

/** Removing and answering are one: two servers never get the same one, so each blob is deleted once. */
const takeScript = script(
  'take expired artifacts',
  [artifacts],
  `
  local taken = {}
  for nth, id in ipairs(call('ZRANGEBYSCORE', P .. 'artifacts-by-end', '-inf', A.at, 'LIMIT', 0, A.limit)) do
    taken[nth] = call('HGET', P .. 'artifact:' .. id, 'record')
    dropArtifact(id)
  end
  return taken
`,
);

/** @throws `not_found` for an unknown run; `already_exists` */
export async function createArtifact(
  connection: Connection,
  artifact: ArtifactRecord,
  overwrite: boolean,
): Promise<{ replaced: ArtifactRecord | null }> {
  const { id, runId, name, expiresAt } = artifact;
  const argument = { id, runId, name, expiresAt, overwrite, record: JSON.stringify(artifact) };
  const answer = numericId(runId) === null ? 'unknown' : await connection.run(createScript, argument);
  if (answer === 'unknown') throw new RaibidError('not_found', `There is no run ${runId}.`);
  if (answer === 'taken') {
    throw new RaibidError('already_exists', `Run ${runId} has an artifact ${name} already.`, {
      hint: 'Choose another name, or upload with overwrite: true.',
    });
  }
  const replaced = textOrNull(list(answer)[0]);
  return { replaced: replaced === null ? null : document<ArtifactRecord>(replaced) };
}

export async function artifactsOfRun(connection: Connection, runId: string): Promise<ArtifactRecord[]> {
  if (numericId(runId) === null) return [];
  const found = records(await connection.run(ofRunScript, { runId }));
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export async function getArtifact({ read }: Pick<Connection, 'read'>, id: string): Promise<ArtifactRecord | null> {
  const record = await read('HGET', `${keyPrefix}artifact:${id}`, 'record');
  return record === null ? null : document<ArtifactRecord>(record);
}

export async function takeExpiredArtifacts(
  connection: Connection,
  at: number,
  limit: number,
): Promise<ArtifactRecord[]> {
  return records(await connection.run(takeScript, { at, limit }));
}

function records(answer: unknown): ArtifactRecord[] {
  return texts(answer).map((record) => document<ArtifactRecord>(record));
}
