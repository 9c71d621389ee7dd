import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Client, createClient } from '../../src/client/client.ts';
import { adminToken, endAgents, makeRepository, type TestRepository } from './platform.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/** A server in a process of its own, so that it can be killed; a new one, with a new data folder, for each test. */
export interface OwnServer {
  readonly dataDir: string;
  readonly server: ServerProcess;
  /** Of the server as it runs now. */
  client(): Promise<Client>;
  repository(): Promise<TestRepository>;
  /** Starts it again on its data and its port, after it was killed. */
  restart(): Promise<void>;
}

export function ownServer(maxAgents: number): OwnServer {
  const flags = ['--max-agents', String(maxAgents)];
  let dataDir = '';
  let running: ServerProcess | undefined;
  const server = (): ServerProcess => {
    if (running === undefined) throw new Error('it runs from the first test on');
    return running;
  };
  const client = async () => createClient({ url: server().url, token: await adminToken(dataDir) });
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'raibid-own-server-'));
    running = await startServerProcess(dataDir, 0, ...flags);
  });
  afterEach(async () => {
    await server().kill();
    await endAgents(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  });
  return {
    get dataDir() {
      return dataDir;
    },
    get server() {
      return server();
    },
    client,
    repository: async () => makeRepository(await client(), await adminToken(dataDir), dataDir, 'demo'),
    async restart() {
      running = await startServerProcess(dataDir, Number(new URL(server().url).port), ...flags);
    },
  };
}
