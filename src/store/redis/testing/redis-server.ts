import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { endProcess } from '../../../shared/end-process.ts';

/** A real Redis server on its own folder and port, with the settings that docs/redis.md asks for. */
export interface TestRedis {
  url: string;
  port: number;
  folder: string;
  pid(): number;
  /** Runs one command as the administrator. */
  admin(...command: string[]): Promise<unknown>;
  /** SIGKILL, and the same server again on the same data. */
  crash(): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its data, unless the caller gave the folder. */
  stop(): Promise<void>;
}

const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction', '--save', ''];

/**
 * `extra`: more settings, as on its command line. `program`: `redis-server` or `valkey-server`. `data`: a folder of the
 * caller's for its data.
 */
export async function startTestRedis(
  extra: string[] = [],
  program = 'redis-server',
  data?: string,
): Promise<TestRedis> {
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'raibid-redis-')));
  const port = await freePort();
  const base = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--loglevel', 'warning'];
  let server: ChildProcess | null = null;
  const kill = async (): Promise<void> => {
    if (server !== null) await endProcess(server, 'SIGKILL');
  };
  const start = async (): Promise<void> => {
    await removeUnfinished(folder);
    for (let first: unknown = null; first !== 'answers'; ) {
      server = spawn(program, [...base, ...durable, ...extra], { stdio: ['ignore', 'pipe', 'inherit'] });
      const failed = once(server, 'error').then(([error]) => error);
      first = await Promise.race([failed, answers(port, server)]);
      if (first instanceof Error) throw new Error(`apt-get install ${program}: the tests need it`, { cause: first });
    }
  };
  const admin = async (...command: string[]): Promise<unknown> => {
    const client = createClient({ socket: { host: '127.0.0.1', port, reconnectStrategy: false, tls: false } });
    client.on('error', () => {});
    await client.connect();
    try {
      return await client.sendCommand(command);
    } finally {
      client.destroy();
    }
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    pid: () => server?.pid ?? 0,
    admin,
    kill,
    start,
    crash: async () => {
      await kill();
      await start();
    },
    stop: async () => {
      await kill();
      if (data === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a server that was killed has left of rewriting its file, and never looks at again; as infra/redis does it. */
async function removeUnfinished(folder: string): Promise<void> {
  for await (const name of glob('temp-*.{aof,rdb}', { cwd: folder })) await rm(join(folder, name), { force: true });
}

/** Waits until the server has read its data and answers. */
async function answers(port: number, server: ChildProcess): Promise<'answers' | 'port in use'> {
  let said = '';
  server.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  for (;;) {
    // The child that rewrites the file may outlive its killed parent for a moment, with the port.
    if (server.exitCode !== null && said.includes('Address already in use')) return 'port in use';
    if (server.exitCode !== null) throw new Error(`the Redis server ended: ${said}`);
    const client = createClient({ socket: { host: '127.0.0.1', port, reconnectStrategy: false, tls: false } });
    client.on('error', () => {});
    const pong = await client
      .connect()
      .then(() => client.ping())
      .catch(() => null);
    client.destroy();
    if (pong === 'PONG') return 'answers';
    await sleep(10);
  }
}

/**
 * Below the range that the system gives to connections (from 32,768 on): a server that is down for a moment would lose its
 * port to one of them, for example to the connection that a client just tries to make to it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}
