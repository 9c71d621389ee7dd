import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ApiProxy {
  url: string;
  close(): void;
}

/** `kubectl proxy`: the API server by plain HTTP on loopback, as the administrator. */
export async function startApiProxy(): Promise<ApiProxy> {
  const child = spawn('kubectl', ['proxy', '--port=0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) {
    const address = /Starting to serve on (\S+)/.exec(line)?.[1];
    if (address !== undefined) return { url: `http://${address}`, close: () => child.kill() };
  }
  throw new Error('kubectl proxy ended at its start');
}
