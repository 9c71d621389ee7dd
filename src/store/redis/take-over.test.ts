import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noon } from '../conformance/samples.ts';
import type { Store } from '../port.ts';
import { keyPrefix, signalChannel, takeOverKey } from './keys.ts';
import { type Migration, migration, migrations, newestOf } from './migrate.ts';
import { openRedisStore } from './open.ts';
import { startTestRedis, type TestRedis } from './testing/redis-server.ts';

let redis: TestRedis;
let open: Store[];

beforeEach(async () => {
  redis = await startTestRedis();
  open = [];
});
afterEach(async () => {
  for (const store of open) await store.close();
  await redis.stop();
});

const now = newestOf(migrations);
/** What the next version of the program may bring, and the one after that. */
const next: Migration[] = [...migrations, migration(now + 1, `call('SET', P .. 'changed', '1')`)];
const later: Migration[] = [...next, migration(now + 2, '')];

interface Server {
  store: Store;
  /** Told to stop. */
  told: boolean;
}

/** A server with these migrations; `leaves`: it closes its store when it is told to. */
async function server(known: readonly Migration[], { takeOver = false, leaves = true } = {}): Promise<Server> {
  const mine: Server[] = [];
  const onNewer = () => {
    for (const one of mine) {
      one.told = true;
      if (leaves) void one.store.close();
    }
  };
  const store = await openRedisStore({ url: redis.url, takeOver, onNewer }, known);
  open.push(store);
  const one = { store, told: false };
  mine.push(one);
  return one;
}

const schema = () => redis.admin('GET', `${keyPrefix}schema`);

describe('a server of a newer version that takes the store over', () => {
  it('has the older ones stop, then changes the data, which is all there', async () => {
    const old = [await server(migrations), await server(migrations)];
    const demo = { fullName: 'local/demo', defaultBranch: 'main', forge: 'builtin', createdAt: noon };
    const made = await old[0]?.store.repositories.create(demo);
    const { store } = await server(next, { takeOver: true });
    expect(old.map(({ told }) => told)).toEqual([true, true]);
    expect([await schema(), await redis.admin('GET', `${keyPrefix}changed`)]).toEqual([String(now + 1), '1']);
    expect(await store.repositories.list()).toEqual([made]);
  });

  it('changes nothing while an older one still finishes what is under way', async () => {
    const old = await server(migrations, { leaves: false });
    const taking = server(next, { takeOver: true });
    await expect.poll(() => old.told).toBe(true);
    await expect.poll(() => redis.admin('GET', takeOverKey)).toBe(String(now + 1));
    expect(await schema()).toBe(String(now));
    await old.store.close();
    await taking;
    expect(await schema()).toBe(String(now + 1));
  });

  it('lets none of the older version in while it waits, or afterwards', async () => {
    const old = await server(migrations, { leaves: false });
    const taking = server(next, { takeOver: true });
    await expect.poll(() => old.told).toBe(true);
    const refusal = { code: 'store_newer', details: { found: now + 1, known: now } };
    await expect(server(migrations)).rejects.toMatchObject(refusal);
    await expect(server(migrations, { takeOver: true })).rejects.toMatchObject(refusal);
    await old.store.close();
    await taking;
    await expect(server(migrations)).rejects.toMatchObject(refusal);
  });

  it('shares that with another of its version: one changes the data, and both serve', async () => {
    await server(migrations);
    const both = await Promise.all([server(next, { takeOver: true }), server(next, { takeOver: true })]);
    expect(await schema()).toBe(String(now + 1));
    for (const { store, told } of both) {
      await store.ping();
      expect(told).toBe(false);
    }
  });

  it('gives way to one of a still newer version', async () => {
    const old = await server(migrations, { leaves: false });
    const first = server(next, { takeOver: true });
    await expect.poll(() => redis.admin('GET', takeOverKey)).toBe(String(now + 1));
    const second = server(later, { takeOver: true });
    await expect(first).rejects.toMatchObject({ code: 'store_newer', details: { found: now + 2 } });
    await old.store.close();
    await second;
    expect(await schema()).toBe(String(now + 2));
  });

  it('asks nobody when the data has its form already', async () => {
    const older = await server(migrations);
    await server(migrations, { takeOver: true });
    expect(older.told).toBe(false);
  });
});

describe('a server of an older version', () => {
  it.each(['pubsub', 'normal'])('stops when it is back at a store that was changed meanwhile: %s', async (type) => {
    const old = await server(migrations);
    await redis.admin('SET', `${keyPrefix}schema`, String(now + 1));
    await redis.admin('CLIENT', 'KILL', 'TYPE', type);
    await expect.poll(() => old.told, { timeout: 20_000 }).toBe(true);
  });

  it('is counted until its last operations are done', async () => {
    const { store } = await server(migrations);
    const listeners = () => redis.admin('PUBSUB', 'NUMSUB', signalChannel);
    // Its script is known to Redis then.
    await store.ticks.claim('first', noon);
    await redis.admin('CLIENT', 'PAUSE', '60000', 'WRITE');
    const last = store.ticks.claim('last', noon);
    const closing = store.close();
    await sleep(100);
    expect(await listeners()).toEqual([signalChannel, 1]);
    await redis.admin('CLIENT', 'UNPAUSE');
    expect(await last).toBe(true);
    await closing;
    await expect.poll(listeners).toEqual([signalChannel, 0]);
  });
});
