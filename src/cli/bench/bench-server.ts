import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient } from '../../client/client.ts';
import { platformRoutes } from '../../contract/api/platform.ts';
import { endProcess } from '../../shared/end-process.ts';
import { RaibidError } from '../../shared/errors.ts';
import { localServer, localToken } from '../remote/local-server.ts';

/** A whole platform in processes of its own, on an empty data folder that goes with it. */
export interface BenchServer {
  url: string;
  token: string;
  client: Client;
  /** Process of the server. */
  pid: number;
  folder: string;
  stop(): Promise<void>;
}

export interface BenchServerOptions {
  /** How raibid-cli is started. */
  program: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  maxAgents: number;
  warm: number;
  isolation?: 'sandbox' | 'none';
}

/** Starts `raibid-cli up` on a free port and waits until it is ready. */
export async function startBenchServer(options: BenchServerOptions): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-bench-'));
  const dataDir = join(folder, 'data');
  const [program = '', ...first] = options.program;
  const flags = {
    port: 0,
    'data-dir': dataDir,
    'max-agents': options.maxAgents,
    warm: options.warm,
    isolation: options.isolation ?? 'auto',
  };
  const words = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(program, [...first, 'up', ...words], {
    env: options.env,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => void said.push(text));
  const url = await whenReady(child, dataDir, said);
  const token = (await localToken(dataDir)) ?? '';
  return {
    url,
    token,
    client: createClient({ url, token }),
    pid: child.pid ?? 0,
    folder,
    async stop() {
      await endProcess(child, 'SIGTERM');
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Its log is shown only when it ends before it is ready. */
async function whenReady(child: ChildProcess, dataDir: string, said: string[]): Promise<string> {
  for (;;) {
    if (child.exitCode !== null)
      throw new RaibidError('internal', `the server to measure ended with ${child.exitCode}: ${said.join('')}`);
    const url = await localServer(dataDir);
    if (url !== undefined) return url;
    await delay(20);
  }
}

/** Resolves when so many agents wait for a job. */
export async function whenIdleAgents(server: BenchServer, count: number): Promise<void> {
  for (;;) {
    const { agents } = await server.client.call(platformRoutes.agents, {});
    if (agents.filter(({ state }) => state === 'idle').length >= count) return;
    await delay(20);
  }
}

/** Resident memory of a process in MB (Linux: VmRSS, in kB of 1024 bytes). */
export async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1.024e-3;
}
