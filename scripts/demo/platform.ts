import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { localServer } from '../../src/cli/remote/local-server.ts';
import { type Client, createClient } from '../../src/client/client.ts';
import { root } from '../command.ts';
import { endAgents } from './end-agents.ts';

export interface Platform {
  url: string;
  token: string;
  dataDir: string;
  client: Client;
  /** Says how to go on and waits for the signal, or for the platform to end. */
  stayUp(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

const longestStart = 30_000;

/** Starts `raibid-cli up` as people do, on a free port, and waits until it answers. */
export async function startPlatform(dataDir: string, signal: AbortSignal): Promise<Platform> {
  const words = ['up', '--port', '0', '--data-dir', dataDir];
  const child = spawn(join(root, 'launchers/raibid-cli'), words, {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'exit');
  const url = await Promise.race([waitForServer(dataDir, signal), ended.then(() => undefined)]);
  if (url === undefined) throw new Error('the platform did not start');
  const token = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
  const client = createClient({ url, token });
  return {
    url,
    token,
    dataDir,
    client,
    stayUp: async (stopped) => {
      console.log(`Dashboard:  ${url}/   (log in with the token that this prints:`);
      console.log(`            launchers/raibid-cli token --data-dir ${dataDir})`);
      console.log('\nThe platform stays up; Ctrl-C stops it and removes its data.');
      if (!stopped.aborted) await Promise.race([once(stopped, 'abort'), ended]);
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
      await endAgents(dataDir);
    },
  };
}

async function waitForServer(dataDir: string, signal: AbortSignal): Promise<string | undefined> {
  const end = performance.now() + longestStart;
  while (performance.now() < end) {
    const url = await localServer(dataDir);
    if (url !== undefined) return url;
    await delay(50, undefined, { signal });
  }
  return undefined;
}
