import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createClient } from '../src/client/client.ts';
import { platformRoutes } from '../src/contract/api/platform.ts';
import { errorCatalogue } from '../src/shared/error-catalogue.ts';
import { keyPrefix } from '../src/store/redis/keys.ts';
import { migration, migrations, newestOf } from '../src/store/redis/migrate.ts';
import { openRedisStore } from '../src/store/redis/open.ts';
import { startTestRedis, type TestRedis } from '../src/store/redis/testing/redis-server.ts';
import { adminToken } from './support/platform.ts';
import { type ServerProcess, startServerProcess } from './support/server-process.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let folder: string;
let redis: TestRedis;
let servers: ServerProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-take-over-'));
  redis = await startTestRedis();
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.kill();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Both as the chart starts them. */
async function start(name: string): Promise<ServerProcess> {
  const flags = ['--store', redis.url, '--store-take-over', 'true', '--shared-dir', join(folder, 'shared')];
  const server = await startServerProcess(join(folder, name), 0, ...flags, '--max-agents', '0', '--isolation', 'none');
  servers.push(server);
  return server;
}

const now = newestOf(migrations);
const schema = () => redis.admin('GET', `${keyPrefix}schema`);

it('servers stop by themselves for the next version of the store, and say why they do not start again', async () => {
  const old = [await start('one'), await start('two')];
  const next = [...migrations, migration(now + 1, '')];
  const store = await openRedisStore({ url: redis.url, takeOver: true }, next);
  expect(await Promise.all(old.map((server) => server.ended()))).toEqual([0, 0]);
  expect(await schema()).toBe(String(now + 1));
  await expect(start('one')).rejects.toThrow(`ended with ${errorCatalogue.store_newer.exit}`);
  await store.close();
});

it('two servers that start at once take the store over from one of the version before, and both serve', async () => {
  let told = 0;
  const before = await openRedisStore({ url: redis.url, onNewer: () => (told += 1) }, migrations.slice(0, -1));
  expect(await schema()).toBe(String(now - 1));
  const starting = Promise.all([start('one'), start('two')]);
  await expect.poll(() => told, { timeout: 60_000 }).toBeGreaterThan(1);
  expect(await schema()).toBe(String(now - 1));
  await before.close();
  const token = await starting.then(() => adminToken(join(folder, 'shared')));
  expect(await schema()).toBe(String(now));
  for (const { url } of servers) {
    expect(await createClient({ url, token }).call(platformRoutes.info, {})).toMatchObject({ store: 'redis' });
  }
});
