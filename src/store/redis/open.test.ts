import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../shared/logger.ts';
import { emptyCommit, noon, sampleAgent, sampleJob, sampleRun } from '../conformance/samples.ts';
import type { Store } from '../port.ts';
import { checkRedisStore } from './check.ts';
import { keyPrefix, queueStream } from './keys.ts';
import { openRedisStore } from './open.ts';
import { startTestRedis, type TestRedis } from './testing/redis-server.ts';

const demo = { fullName: 'local/demo', defaultBranch: 'main', forge: 'builtin', createdAt: noon };

let redis: TestRedis;
const opened: Store[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await redis.admin('FLUSHALL');
});

async function open(): Promise<Store> {
  const store = await openRedisStore({ url: redis.url });
  opened.push(store);
  return store;
}

/** Asks until the store answers again. */
async function untilBack(store: Store): Promise<void> {
  await expect
    .poll(
      () =>
        store.ping().then(
          () => 'back',
          () => 'away',
        ),
      { timeout: 20_000 },
    )
    .toBe('back');
}

describe('opening a Redis store', () => {
  it('keeps all keys behind one hash tag', async () => {
    await (await open()).repositories.create(demo);
    const keys = await redis.admin('KEYS', '*');
    expect(Array.isArray(keys) && keys.length > 2).toBe(true);
    expect(await redis.admin('KEYS', `${keyPrefix}*`)).toHaveLength(Array.isArray(keys) ? keys.length : 0);
  });

  it('refuses data of a newer version, untouched', async () => {
    await redis.admin('SET', `${keyPrefix}schema`, '99');
    await expect(open()).rejects.toMatchObject({ code: 'store_newer', details: { found: 99 } });
    expect(await redis.admin('GET', `${keyPrefix}schema`)).toBe('99');
  });

  it('says at once when nothing listens there', async () => {
    const nobody = openRedisStore({ url: 'redis://127.0.0.1:1' });
    await expect(nobody).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('refuses a password in the address, and does not repeat it', async () => {
    const told = await openRedisStore({ url: 'redis://raibid:hunter2@127.0.0.1:1' }).catch(String);
    expect(told).toContain('holds a password');
    expect(told).not.toContain('hunter2');
  });

  it('lets several servers share the work, and hear each other', async () => {
    const [one, two] = [await open(), await open()];
    const heard = new Promise<void>((resolve) => two.signals.subscribe('runs', resolve));
    const made = await one.repositories.create(demo);
    one.signals.publish('runs');
    await heard;
    expect(await two.repositories.find('LOCAL/demo')).toEqual(made);
    await expect(two.repositories.create(demo)).rejects.toMatchObject({ code: 'already_exists' });
  });

  it('may be closed twice, and answers nothing afterwards', async () => {
    const store = await open();
    await store.close();
    await store.close();
    await expect(store.ping()).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.repositories.create(demo)).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});

describe('two servers on one run', () => {
  it('commit by turns, each against what the other wrote', async () => {
    const stores = [await open(), await open()];
    const repository = await stores[0]?.repositories.create(demo);
    if (repository === undefined) throw new Error('expected a repository');
    const delivery = { key: 'push', at: noon, change: null, runs: [{ state: sampleRun(repository) }] };
    const runId = (await stores[0]?.deliveries.create(delivery))?.runIds[0] ?? '';
    for (const [nth, store] of [...stores, ...stores, ...stores].entries()) {
      const loaded = await store.runs.load(runId);
      if (loaded === null) throw new Error('expected the run');
      const jobs = ['a', 'b', 'c'].map((key, place) =>
        sampleJob(runId, key, place === nth % 3 ? { attempt: nth } : {}),
      );
      const commit = emptyCommit(runId, loaded.version, { ...loaded.state, jobs });
      expect(await store.runs.commit(commit)).toBe(true);
      expect(await store.runs.commit(commit)).toBe(false);
      for (const reader of stores) expect((await reader.runs.get(runId))?.jobs).toEqual(jobs);
    }
  });
});

describe('a Redis server with other settings', () => {
  it('is warned of when it may lose work', async () => {
    const careless = await startTestRedis(['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru']);
    const lines: string[] = [];
    const log = createLogger({ name: 'test', level: 'warn', destination: { write: (line) => lines.push(line) } });
    await (await openRedisStore({ url: careless.url, log })).close();
    expect(lines.join('')).toContain('noeviction');
    expect(lines.join('')).toContain('appendonly yes');
    await careless.stop();
  });
});

describe('a Redis server that goes away', () => {
  it('makes every operation fail in words until it is back, and nothing acknowledged is lost', async () => {
    const store = await open();
    const made = await store.repositories.create(demo);
    await redis.kill();
    await expect(store.repositories.find('local/demo')).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.ticks.claim('a', noon)).rejects.toMatchObject({ code: 'store_unavailable' });
    await redis.start();
    await untilBack(store);
    expect(await store.repositories.find('local/demo')).toEqual(made);
    expect(await store.ticks.claim('a', noon)).toBe(true);
  });

  it('forgets the scripts, which are loaded again', async () => {
    const store = await open();
    await store.repositories.create(demo);
    await redis.admin('SCRIPT', 'FLUSH');
    expect(await store.repositories.list()).toHaveLength(1);
  });

  it('brings the wake-ups of other servers back with it', async () => {
    const [store, other] = [await open(), await open()];
    await redis.crash();
    await untilBack(store);
    let woken = 0;
    other.signals.subscribe('outbox', () => (woken += 1));
    await expect
      .poll(() => {
        store.signals.publish('outbox');
        return woken;
      })
      .toBeGreaterThan(0);
  });

  it('that stops in the middle of claims gives no job twice and none away', async () => {
    const store = await open();
    const { id } = await store.repositories.create(demo);
    const keys = Array.from({ length: 200 }, (_, nth) => `tick ${nth}`);
    const answers = keys.map((key) => store.ticks.claim(key, noon).catch(() => null));
    await redis.crash();
    const first = await Promise.all(answers);
    await untilBack(store);
    const again = await Promise.all(keys.map((key) => store.ticks.claim(key, noon)));
    expect(keys.filter((_, nth) => first[nth] === true && again[nth] === true)).toEqual([]);
    expect((await store.repositories.get(id))?.fullName).toBe('local/demo');
  });
});

describe('entries that keep agents warm', () => {
  const length = () => redis.admin('XLEN', queueStream('default'));

  it('stand in the stream beside the jobs, as many as were asked for last, over a crash too', async () => {
    const store = await open();
    await Promise.all([store.queue.keepWarm('default', 3), store.queue.keepWarm('default', 3)]);
    expect(await length()).toBe(3);
    await redis.crash();
    await untilBack(store);
    expect(await length()).toBe(3);
    expect(await checkRedisStore({ url: redis.url })).toEqual([]);
    await store.queue.keepWarm('default', 1);
    expect(await length()).toBe(1);
    await store.queue.keepWarm('default', 0);
    expect(await length()).toBe(0);
  });
});

describe('a key of another type, put there by somebody else', () => {
  it('fails the call that needs it, and none of those made at once with it', async () => {
    const store = await open();
    await redis.admin('SET', `${keyPrefix}job:broken`, 'not a hash');
    const beat = { attempt: 1, leaseTokenHash: 'x', started: true, steps: null, at: noon };
    const beats = ['gone', 'broken', 'gone too'].map((jobId) => store.leases.heartbeat({ ...beat, jobId }));
    const reasons = (await Promise.allSettled(beats)).map((beaten) => beaten.status === 'rejected' && beaten.reason);
    expect(reasons).toMatchObject([
      { code: 'lease_lost' },
      { message: expect.stringContaining('WRONGTYPE') },
      { code: 'lease_lost' },
    ]);
  });
});

describe('the check of a Redis store', () => {
  it('finds planted contradictions', async () => {
    const store = await open();
    await store.agents.seen({ ...sampleAgent(), state: 'idle', startedAt: noon, lastSeenAt: noon });
    expect(await checkRedisStore({ url: redis.url })).toEqual([]);
    await redis.admin('XADD', `${keyPrefix}queue:default`, '1-1', 'job', '1-stray');
    await redis.admin('HSET', `${keyPrefix}shares`, '7', '2');
    await redis.admin('HSET', `${keyPrefix}deliveries`, 'key', '["12"]');
    expect(await checkRedisStore({ url: redis.url })).toEqual([
      'default 1-1 1-stray: not true that the streams hold exactly the waiting jobs, under their entry',
      '7 2: not true that a share counts the leases of a repository',
      'key: not true that a delivery has its runs, or they were deleted',
    ]);
  });
});
