import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { RaibidError } from '../../shared/errors.ts';
import { signalGroup } from '../executor/host-process.ts';
import type { ToolResult } from '../steps/run-tool.ts';

export interface RunLocalOptions {
  env?: NodeJS.ProcessEnv;
  timeoutMilliseconds?: number;
  /** Kills it as its time does. */
  signal?: AbortSignal;
}

/**
 * Runs a program on the runner's own side, outside the job's place: never with anything a job chose as its name. Past
 * its time it is killed with all its helpers (git leaves a child with the connection): then `signal` is SIGKILL.
 */
export async function runLocal(argv: [string, ...string[]], options: RunLocalOptions = {}): Promise<ToolResult> {
  const [program, ...parameters] = argv;
  const child = spawn(program, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(options.env !== undefined && { env: options.env }),
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const kill = () => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL');
  const timer = options.timeoutMilliseconds === undefined ? undefined : setTimeout(kill, options.timeoutMilliseconds);
  options.signal?.addEventListener('abort', kill, { once: true });
  if (options.signal?.aborted) kill();
  try {
    await once(child, 'close');
  } catch (cause) {
    throw new RaibidError('tool_missing', `The program ${program} cannot be started on this machine.`, { cause });
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', kill);
  }
  return {
    code: child.exitCode,
    signal: child.signalCode,
    stdout: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr).toString(),
  };
}
