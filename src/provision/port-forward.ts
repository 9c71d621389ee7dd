import { type ChildProcess, spawn } from 'node:child_process';
import { endProcess } from '../shared/end-process.ts';
import { RaibidError } from '../shared/errors.ts';
import type { ComponentContext } from './context.ts';

export interface ForwardTarget {
  namespace: string;
  /** `service/gitea`, `pod/redis-0`. */
  target: string;
  port: number;
}

/**
 * A port of a pod as a port of this machine's loopback while `use` runs: through the API server, so it works from outside
 * the cluster too, and no network policy has to let us in.
 */
export async function withPortForward<Result>(
  context: Pick<ComponentContext, 'cluster' | 'signal' | 'env'>,
  forward: ForwardTarget,
  use: (address: { host: string; port: number }) => Promise<Result>,
): Promise<Result> {
  const { kubectl } = await context.cluster();
  const { namespace, target, port } = forward;
  const words = ['port-forward', '--namespace', namespace, '--address', '127.0.0.1', target, `:${port}`];
  const child = spawn(kubectl.file, kubectl.argumentsFor(words), {
    env: { ...context.env },
    signal: context.signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Ended by the signal: the caller hears of that by its own calls.
  child.on('error', () => undefined);
  try {
    return await use({ host: '127.0.0.1', port: await openedPort(child, `${namespace}/${target}`) });
  } finally {
    await endProcess(child, 'SIGTERM');
  }
}

function openedPort(child: ChildProcess, what: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let said = '';
  let printed = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  // Read to the end: it prints a line for each connection, and a full pipe would stop it.
  child.stdout?.on('data', (chunk) => {
    printed += chunk;
    const [, port] = /127\.0\.0\.1:(\d+) ->/.exec(printed) ?? [];
    if (port !== undefined) resolve(Number(port));
  });
  child.once('close', () =>
    reject(new RaibidError('unreachable', `${what} cannot be reached through the cluster's API: ${said.trim()}`)),
  );
  return promise;
}
