import { afterAll } from 'vitest';
import type { OpenTestStore, TestStore } from '../../conformance/test-store.ts';
import { checkRedisStore } from '../check.ts';
import type { RedisAccess } from '../connection.ts';
import { openRedisStore } from '../open.ts';
import { startTestRedis, type TestRedis } from './redis-server.ts';

/** How a test's stores get in, and what the server needs for that. */
export interface Entrance {
  program?: string;
  settings?: string[];
  access?(server: TestRedis): Omit<RedisAccess, 'url'>;
}

/**
 * Stores on one Redis server a test file, started with the first of them; each gets an empty server. `reopen` kills the
 * server with SIGKILL: what comes back is what it had written.
 */
export function redisTestStores(entrance: Entrance = {}): OpenTestStore {
  let starting: Promise<TestRedis> | null = null;
  afterAll(async () => (await starting)?.stop());
  return async () => {
    starting ??= startTestRedis(entrance.settings, entrance.program);
    const server = await starting;
    await server.admin('FLUSHALL');
    const options = { url: server.url, ...entrance.access?.(server) };
    const test: TestStore = {
      store: await openRedisStore(options),
      access: { module: new URL('../open.ts', import.meta.url).href, open: 'openRedisStore', options: texts(options) },
      reopen: async () => {
        await test.store.close();
        await server.crash();
        test.store = await openRedisStore(options);
        return test.store;
      },
      check: () => checkRedisStore({ url: server.url }),
      close: () => test.store.close(),
    };
    return test;
  };
}

function texts(options: RedisAccess): Record<string, string> {
  const given = Object.entries(options).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(given);
}
