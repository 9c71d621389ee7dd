import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { raibidCli } from '../src/cli/testing/capture.ts';
import { createClient } from '../src/client/client.ts';
import { platformRoutes } from '../src/contract/api/platform.ts';
import { startTestRedis, type TestRedis } from '../src/store/redis/testing/redis-server.ts';
import {
  adminToken,
  endAgents,
  finished,
  logOf,
  makeRepository,
  pushWorkflow,
  runOf,
  workflowPath,
} from './support/platform.ts';
import { type ServerProcess, startServerProcess } from './support/server-process.ts';

// Whole platforms on a busy machine take their time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const password = 'the-password-of-the-store';
let dataDir: string;
let redis: TestRedis;
let servers: ServerProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'raibid-store-copy-'));
  redis = await startTestRedis(['--user', 'raibid', 'on', `>${password}`, '~*', '&*', '+@all']);
  servers = [];
  await writeFile(join(dataDir, 'password'), `${password}\n`);
});
afterEach(async () => {
  for (const server of servers) await server.kill();
  await endAgents(dataDir);
  await redis.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts a server on the data folder, always on the same port, and answers it with a client. */
async function serve(...flags: string[]) {
  const [first] = servers;
  const port = first === undefined ? 0 : Number(new URL(first.url).port);
  const server = await startServerProcess(dataDir, port, '--isolation', 'none', ...flags);
  servers.push(server);
  const token = await adminToken(dataDir);
  return { server, token, client: createClient({ url: server.url, token }) };
}

/** Redis asks for its password; SQLite does not care. */
function copy(from: string, to: string, ...more: string[]) {
  const words = ['--from', from, '--to', to, '--user', 'raibid', '--password-file', join(dataDir, 'password')];
  return raibidCli(['store', 'copy', ...words, ...more]);
}

it('moves a platform from SQLite to Redis and back: what is done is there, what waits goes on', async () => {
  const redisFlags = [
    '--store',
    redis.url,
    '--store-user',
    'raibid',
    '--store-password-file',
    join(dataDir, 'password'),
  ];
  const first = await serve('--max-agents', '1');
  const repository = await makeRepository(first.client, first.token, dataDir, 'demo');
  const push = (text: string) => repository.push({ [workflowPath]: pushWorkflow(`echo ${text}`) });
  const done = await finished(first.client, (await runOf(first.client, await push('first'))).id);
  expect(done.conclusion).toBe('success');
  const inUse = await copy(`sqlite:${dataDir}`, redis.url);
  expect([inUse.code, inUse.stderr]).toEqual([5, expect.stringContaining('is in use')]);
  await first.server.terminate();
  const idle = await serve('--max-agents', '0');
  const waiting = await runOf(idle.client, await push('second'));
  await idle.server.terminate();

  const there = await copy(`sqlite:${dataDir}`, redis.url, '--json');
  expect([there.code, there.stderr]).toEqual([0, '']);
  const onRedis = await serve(...redisFlags, '--max-agents', '1');
  expect(await onRedis.client.call(platformRoutes.info, {})).toMatchObject({ store: 'redis' });
  const went = await finished(onRedis.client, waiting.id);
  expect([went.conclusion, went.number]).toEqual(['success', 2]);
  expect((await logOf(onRedis.client, done.jobs[0]?.id ?? '')).at(-1)).toBe('first');
  await onRedis.server.terminate();

  const back = await copy(redis.url, `sqlite:${join(dataDir, 'back.db')}`);
  expect(back.stdout).toMatch(/records are in .*back\.db, the same as in the source/);
});
