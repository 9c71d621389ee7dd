import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aclRules } from '../../src/store/redis/acl.ts';
import { keyPrefix, queueStream } from '../../src/store/redis/keys.ts';
import { until } from '../support/until.ts';
import { infra, run } from './support/infra.ts';

const users = ['server', 'keda', 'monitor', 'backup'];
const files = join(infra, 'redis/chart/files');
let folder: string;
let port: number;
let redis: ChildProcess | undefined;

/** A script of the chart with the folders of the container turned into ours; answers where it is. */
async function adapted(name: string): Promise<string> {
  const path = join(folder, name);
  const text = await readFile(join(files, name), 'utf8');
  await writeFile(
    path,
    text
      .replaceAll('/run/secrets/redis-users', join(folder, 'secrets'))
      .replaceAll('/etc/redis', folder)
      .replaceAll(/(?<![\w.-])\/(run\/redis|data|backups)/g, `${folder}/$1`)
      .replaceAll('redis-cli -e', `redis-cli -e -p ${port}`),
  );
  return path;
}

async function script(name: string, ...words: string[]): Promise<string> {
  const path = await adapted(name);
  const { code, out, err } = await run('env', ['REDISCLI_AUTH=password of backup', 'sh', path, ...words]);
  if (code !== 0) throw new Error(`${name}: ${out}${err}`);
  return out;
}

async function start(): Promise<void> {
  const text = (await readFile(join(files, 'redis.conf'), 'utf8'))
    .replace('dir /data', `dir ${folder}/data`)
    .replace('/run/redis', `${folder}/run/redis`);
  await writeFile(join(folder, 'redis.conf'), `${text}\nport ${port}\nbind 127.0.0.1\n`);
  redis = spawn('sh', [await adapted('start.sh')], { stdio: 'ignore' });
  await until('Redis answers', async () => (await as('monitor', 'ping')) === 'PONG');
}

async function stop(): Promise<void> {
  const child = redis;
  redis = undefined;
  if (!child || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** What Redis answers to a user, or the first word of its refusal. */
function as(user: string, ...words: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, REDISCLI_AUTH: `password of ${user}` };
  const all = ['-e', '--no-auth-warning', '-h', '127.0.0.1', '-p', String(port), '--user', user, ...words];
  return new Promise((resolve) => {
    execFile('redis-cli', all, { env }, (error, out, err) => resolve(error ? (err.split(' ')[0] ?? '') : out.trim()));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-redis-'));
  port = await freePort();
  for (const name of ['secrets', 'run/redis', 'data', 'backups']) await mkdir(join(folder, name), { recursive: true });
  for (const user of users) await writeFile(join(folder, `secrets/${user}-password`), `password of ${user}`);
  await script('write-users.sh');
  await start();
});
afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

const queue = queueStream('default');

it('starts without what a Redis that was killed has left of rewriting its file', async () => {
  await as('server', 'set', `${keyPrefix}one`, 'kept');
  await stop();
  const left = join(folder, 'data/temp-rewriteaof-bg-7.aof');
  await writeFile(left, 'half of it');
  await start();
  await expect(access(left)).rejects.toThrow('ENOENT');
  expect(await as('server', 'get', `${keyPrefix}one`)).toBe('kept');
});

describe('the users of Redis', () => {
  it('let the server do what its scripts need, and nothing else', async () => {
    const rules = (await readFile(join(folder, 'run/redis/users.acl'), 'utf8'))
      .split('\n')
      .find((line) => line.startsWith('user server '));
    expect(rules?.split(' ').slice(4)).toEqual(aclRules);
    expect(await as('server', 'xadd', queue, '1-1', 'job', 'a')).toBe('1-1');
    expect(await as('server', 'set', `${keyPrefix}one`, '1')).toBe('OK');
    expect(await as('server', 'set', 'other', '1')).toBe('NOPERM');
    for (const forbidden of ['flushall', 'acl list', 'config get dir', 'keys *']) {
      expect(await as('server', ...forbidden.split(' '))).toBe('NOPERM');
    }
  });

  it('let KEDA count queues and nothing else', async () => {
    await as('server', 'xadd', queue, '1-1', 'job', 'a');
    expect(await as('keda', 'xlen', queue)).toBe('1');
    expect(await as('keda', 'xlen', `${keyPrefix}ready:default`)).toBe('NOPERM');
    expect(await as('keda', 'del', queue)).toBe('NOPERM');
    expect(await as('keda', 'info')).toBe('NOPERM');
  });

  it('let the monitor read figures and no key', async () => {
    expect(await as('monitor', 'info', 'memory')).toContain('used_memory');
    expect(await as('monitor', 'get', `${keyPrefix}lease:1`)).toBe('NOPERM');
  });

  it('let nobody in without a password', async () => {
    expect(await as('default', 'ping')).toBe('AUTH');
    expect(await run('redis-cli', ['-p', String(port), 'ping'])).toMatchObject({
      out: expect.stringMatching('NOAUTH'),
    });
  });

  it('take nothing of what scripts wrote from a Redis that starts again', async () => {
    // Two writes of one script stand in the file as a transaction, which Redis replays with the rights of `default`.
    const twice = "redis.call('set', KEYS[1], 'kept') redis.call('set', KEYS[2], 'kept')";
    const digest = await as('server', 'script', 'load', twice);
    await as('server', 'evalsha', digest, '2', `${keyPrefix}one`, `${keyPrefix}two`);
    await stop();
    await start();
    expect(await as('server', 'get', `${keyPrefix}one`)).toBe('kept');
    expect(await as('server', 'get', `${keyPrefix}two`)).toBe('kept');
  });
});

describe('a backup of Redis', () => {
  it('is taken while the server works, and brings its data back, once', async () => {
    await as('server', 'set', `${keyPrefix}run:1`, 'before');
    expect(await script('backup.sh', '127.0.0.1', '2')).toMatch(/^Wrote redis-\d{8}T\d{6}Z\.rdb/m);
    await as('server', 'set', `${keyPrefix}run:1`, 'after');
    await stop();
    const [backup = ''] = await readdir(join(folder, 'backups'));
    await script('restore.sh', backup);
    await start();
    expect(await as('server', 'get', `${keyPrefix}run:1`)).toBe('before');

    await as('server', 'set', `${keyPrefix}run:1`, 'later');
    await stop();
    expect(await script('restore.sh', backup)).toContain('was restored before');
    await start();
    expect(await as('server', 'get', `${keyPrefix}run:1`)).toBe('later');
  });

  it('replaces the oldest when there are enough', async () => {
    for (const day of ['01', '02', '03']) await writeFile(join(folder, `backups/redis-202601${day}T000000Z.rdb`), '');
    await script('backup.sh', '127.0.0.1', '2');
    const left = await readdir(join(folder, 'backups'));
    expect(left).toHaveLength(2);
    expect(left).toContain('redis-20260103T000000Z.rdb');
  });
});
