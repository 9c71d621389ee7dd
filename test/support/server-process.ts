import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { endProcess } from '../../src/shared/end-process.ts';
import { until } from './until.ts';

const launcher = fileURLToPath(new URL('../../launchers/raibid-server', import.meta.url));
const noteSchema = z.object({ url: z.string(), pid: z.number() });

/** A server in a process of its own, which a test can kill. */
export interface ServerProcess {
  url: string;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  terminate(): Promise<number | null>;
  /** Waits until it has ended by itself; answers the exit code. */
  ended(): Promise<number | null>;
}

/** Starts `raibid-server` on a data folder and waits until it answers. */
export async function startServerProcess(dataDir: string, port: number, ...flags: string[]): Promise<ServerProcess> {
  const words = ['--data-dir', dataDir, '--port', String(port), '--log-level', 'warn', ...flags];
  const child = spawn(launcher, words, { stdio: ['ignore', 'inherit', 'inherit'] });
  const url = await until('the server listens', async () => {
    if (child.exitCode !== null) throw new Error(`raibid-server ended with ${child.exitCode}`);
    const note = await readNote(dataDir);
    return note?.pid === child.pid && (await answers(note?.url ?? '')) ? (note?.url ?? false) : false;
  });
  return {
    url,
    kill: async () => void (await endProcess(child, 'SIGKILL')),
    terminate: () => endProcess(child, 'SIGTERM'),
    ended: () =>
      until('the server has ended', async () => child.exitCode !== null && { code: child.exitCode }).then(
        ({ code }) => code,
      ),
  };
}

async function readNote(dataDir: string): Promise<z.infer<typeof noteSchema> | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8')));
  } catch {
    return null;
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}
