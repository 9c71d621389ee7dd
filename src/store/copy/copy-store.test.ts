import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noon, sampleAgent, sampleRun } from '../conformance/samples.ts';
import { scenes } from '../conformance/scene.ts';
import type { Store } from '../port.ts';
import { checkRedisStore } from '../redis/check.ts';
import { holdStore } from '../redis/copy/hold-store.ts';
import { openRedisSource } from '../redis/copy/open-source.ts';
import { openRedisTarget } from '../redis/copy/open-target.ts';
import { copierKey, unfinishedKey } from '../redis/keys.ts';
import { openRedisStore } from '../redis/open.ts';
import { startTestRedis, type TestRedis } from '../redis/testing/redis-server.ts';
import { checkSqliteStore } from '../sqlite/check.ts';
import { openSqliteSource } from '../sqlite/copy/open-source.ts';
import { openSqliteTarget } from '../sqlite/copy/open-target.ts';
import { openSqliteStore } from '../sqlite/open.ts';
import { openTestStore } from '../sqlite/testing/open-test-store.ts';
import { temporaryFile } from '../sqlite/testing/temporary-file.ts';
import { type CopyOptions, copyStore } from './copy-store.ts';
import type { CopyTarget } from './ends.ts';
import type { RecordKind } from './records.ts';
import { fillStore } from './testing/fill-store.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  await redis.admin('FLUSHALL');
});

const quietly: CopyOptions = { signal: new AbortController().signal };
const scene = scenes(openTestStore);

/** A database with something of every kind, which nobody has open. */
async function filledFile(): Promise<string> {
  const here = await scene();
  await fillStore(here);
  await here.store.close();
  return here.test.access.options.file ?? '';
}

async function sqliteToRedis(file: string) {
  return copyStore(openSqliteSource(file), await openRedisTarget({ url: redis.url }), quietly);
}

async function keysOfRedis(): Promise<unknown> {
  return redis.admin('KEYS', '*');
}

/** A target that breaks off with the first record of a kind. */
function breakingAt(target: CopyTarget, kind: RecordKind): CopyTarget {
  const write: CopyTarget['write'] = async (batch) => {
    if (batch.kind === kind) throw new Error('the cable was pulled');
    await target.write(batch);
  };
  return { ...target, write };
}

describe('a store copied from SQLite to Redis and back', () => {
  it('has the same content, by count and checksum, and no contradiction on the way', async () => {
    const first = await filledFile();
    const there = await sqliteToRedis(first);
    expect(await checkRedisStore({ url: redis.url })).toEqual([]);
    const second = temporaryFile();
    const back = await copyStore(await openRedisSource({ url: redis.url }), openSqliteTarget(second), quietly);
    expect(checkSqliteStore(second)).toEqual([]);
    expect(back).toEqual(there);
    expect(back.kinds.filter(({ records }) => records === 0)).toEqual([]);
    expect(back.kinds).toHaveLength(25);
    expect(tablesOf(second)).toEqual(tablesOf(first));
  });

  it('goes on as the first one would: the same claims in the same order, the next numbers', async () => {
    const file = await filledFile();
    await sqliteToRedis(file);
    const [original, copied] = [await openSqliteStore({ file }), await openRedisStore({ url: redis.url })];
    expect(await goOn(copied)).toEqual(await goOn(original));
    expect([checkSqliteStore(file), await checkRedisStore({ url: redis.url })]).toEqual([[], []]);
    await Promise.all([original.close(), copied.close()]);
  });
});

describe('a copy whose source is lost', () => {
  it('stands when all was there before', async () => {
    const source = openSqliteSource(await filledFile());
    const losing = {
      ...source,
      close: async () => {
        await source.close();
        throw new Error('the cable was pulled');
      },
    };
    const { records } = await copyStore(losing, await openRedisTarget({ url: redis.url }), quietly);
    expect(records).toBeGreaterThan(0);
    expect(await checkRedisStore({ url: redis.url })).toEqual([]);
  });
});

describe('a copy that does not end', () => {
  it.each<RecordKind>(['repository', 'job', 'tick'])(
    'leaves nothing in Redis when it breaks off at a %s',
    async (kind) => {
      const file = await filledFile();
      const target = breakingAt(await openRedisTarget({ url: redis.url }), kind);
      await expect(copyStore(openSqliteSource(file), target, quietly)).rejects.toThrow('the cable was pulled');
      expect(await keysOfRedis()).toEqual([]);
    },
  );

  it('leaves no file when it breaks off', async () => {
    await sqliteToRedis(await filledFile());
    const file = temporaryFile();
    const source = await openRedisSource({ url: redis.url });
    await expect(copyStore(source, breakingAt(openSqliteTarget(file), 'job'), quietly)).rejects.toThrow('the cable');
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  it('ends with its signal', async () => {
    const file = await filledFile();
    const signal = AbortSignal.abort(new Error('enough'));
    const copy = copyStore(openSqliteSource(file), await openRedisTarget({ url: redis.url }), { signal });
    await expect(copy).rejects.toThrow('enough');
    expect(await keysOfRedis()).toEqual([]);
  });

  it('is told by the comparison when a record is lost on the way, and nothing is kept', async () => {
    const file = await filledFile();
    const target = await openRedisTarget({ url: redis.url });
    const losing: CopyTarget = {
      ...target,
      write: async (batch) => (batch.kind === 'tick' ? undefined : target.write(batch)),
    };
    const copy = copyStore(openSqliteSource(file), losing, quietly);
    await expect(copy).rejects.toMatchObject({ code: 'conflict', details: { kinds: ['tick'] } });
    expect(await keysOfRedis()).toEqual([]);
  });

  it('after kill -9 keeps servers out, and the next copy begins anew', async () => {
    const file = await filledFile();
    const held = await holdStore({ url: redis.url });
    await redis.admin('SET', unfinishedKey, '1');
    await redis.admin('SET', '{raibid}:half', 'done');
    held.leave();
    await expect(openRedisStore({ url: redis.url })).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(openRedisTarget({ url: redis.url })).rejects.toMatchObject({ code: 'conflict' });
    await redis.admin('DEL', copierKey);
    await sqliteToRedis(file);
    expect(await redis.admin('EXISTS', '{raibid}:half', unfinishedKey, copierKey)).toBe(0);
    expect(await checkRedisStore({ url: redis.url })).toEqual([]);
  });
});

describe('a copy refuses', () => {
  it('a database that a server has open, and keeps servers out while it reads', async () => {
    const here = await scene();
    const file = here.test.access.options.file ?? '';
    expect(() => openSqliteSource(file)).toThrow('is in use');
    await here.store.close();
    const source = openSqliteSource(file);
    const other = new DatabaseSync(file, { timeout: 0 });
    expect(() => other.prepare('SELECT * FROM runs')).toThrow('locked');
    other.close();
    await source.close();
  });

  it('a Redis that a server uses, as source and as target', async () => {
    const store = await openRedisStore({ url: redis.url });
    await expect(openRedisSource({ url: redis.url })).rejects.toMatchObject({ code: 'conflict' });
    await expect(openRedisTarget({ url: redis.url })).rejects.toMatchObject({ code: 'conflict' });
    await store.close();
    const source = await openRedisSource({ url: redis.url });
    await expect(openRedisStore({ url: redis.url })).rejects.toMatchObject({ code: 'store_unavailable' });
    await source.close();
    await (await openRedisStore({ url: redis.url })).close();
  });

  it('a target that is not empty', async () => {
    const file = await filledFile();
    await sqliteToRedis(file);
    await expect(openRedisTarget({ url: redis.url })).rejects.toMatchObject({ code: 'already_exists' });
    expect(() => openSqliteTarget(file)).toThrow('There is a store');
  });

  it('a source that is not there', async () => {
    expect(() => openSqliteSource(temporaryFile())).toThrow('There is no store');
    await expect(openRedisSource({ url: redis.url })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('a schema of another version', async () => {
    const file = await filledFile();
    setVersion(file, 99);
    expect(() => openSqliteSource(file)).toThrow('schema version 99;');
    setVersion(file, 1);
    expect(() => openSqliteSource(file)).toThrow('schema version 1;');
    await redis.admin('SET', '{raibid}:schema', '99');
    await expect(openRedisSource({ url: redis.url })).rejects.toMatchObject({ code: 'store_newer' });
  });
});

function setVersion(file: string, version: number): void {
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
}

/** What a platform would do next, and what it is answered. */
async function goOn(store: Store): Promise<unknown[]> {
  const answers: unknown[] = [await store.queue.stats(noon), await store.leases.list(), await store.runs.dirty(100)];
  for (let nth = 0; nth < 9; nth += 1) {
    const hashes = { leaseTokenHash: `lease ${nth}`, jobTokenHash: `job ${nth}` };
    answers.push(await store.queue.claim({ agent: sampleAgent(), claimId: `next ${nth}`, ...hashes, at: noon + 100 }));
  }
  for (const { jobId, attempt, beat } of await store.leases.list()) {
    const lease = { jobId, attempt, beat, reason: 'silent', notBefore: 0, at: noon + 200 };
    answers.push(await store.leases.expire(lease), await store.jobs.get(jobId));
  }
  const demo = { fullName: 'local/next', defaultBranch: 'main', forge: 'builtin', createdAt: noon };
  const repository = await store.repositories.create(demo);
  const runs = [{ state: sampleRun(repository) }];
  const { runIds } = await store.deliveries.create({ key: 'next', at: noon, change: null, runs });
  answers.push(repository, await store.runs.load(runIds[0] ?? ''), await store.runs.list({ limit: 100 }));
  answers.push(await store.deliveries.find('digest 1'), await store.runs.group('1/deploy'));
  answers.push(await store.repositories.delete(repository.id).catch((error: Error) => error.message));
  return answers;
}

/** All rows of all tables but for what Redis does not know: when a delivery and a claim were made. */
function tablesOf(file: string): unknown {
  const database = new DatabaseSync(file);
  const names = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all();
  const rowsOf = (name: unknown) =>
    database
      .prepare(`SELECT * FROM "${name}"`)
      .all()
      .map((row) => JSON.stringify(row));
  const tables = names.map(({ name }) => [name, rowsOf(name).sort()]);
  database.close();
  return tables.filter(([name]) => name !== 'deliveries' && name !== 'claims');
}
