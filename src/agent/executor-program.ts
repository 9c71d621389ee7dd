import { setTimeout as delay } from 'node:timers/promises';
import { acceptOne } from '../runner/executor/remote/unix-socket.ts';
import { serveExecutor } from '../runner/executor/serve.ts';
import { isRaibidError, RaibidError } from '../shared/errors.ts';
import { type Flag, type ProgramInput, readFlags } from '../shared/flags.ts';
import { ownEnvironment } from './own-environment.ts';

const flags = { listen: { value: 'socket', summary: 'Take one connection at this path' } } satisfies Record<
  string,
  Flag
>;

/** An agent that has not come after this long never will: its container could not start. Milliseconds. */
const agentComesWithin = 10 * 60_000;

export interface ExecutorProgramInput extends ProgramInput {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  /** Aborted by SIGTERM and SIGINT. */
  signal: AbortSignal;
}

/**
 * `raibid-agent executor`: the end of the executor protocol where steps run. On standard streams inside a sandbox, which
 * starts it; with `--listen SOCKET` in the job's container of a pod, for the agent in the other one. It ends with the
 * connection.
 */
export async function runExecutorProgram(input: ExecutorProgramInput): Promise<number> {
  const { listen } = readFlags(flags, input);
  if (listen === undefined) {
    await serveExecutor({ readable: input.stdin, writable: input.stdout });
    return 0;
  }
  return serveSocket(listen, input);
}

/**
 * A pod that is stopped gets SIGTERM in both containers: with an agent at work this one goes on, and the agent decides
 * what becomes of the job.
 */
async function serveSocket(path: string, { signal, env }: ExecutorProgramInput): Promise<number> {
  const stopWaiting = AbortSignal.any([signal, AbortSignal.timeout(agentComesWithin)]);
  const socket = await acceptOne(path, stopWaiting);
  if (socket === null && signal.aborted) return 0;
  if (socket === null) throw new RaibidError('unreachable', `No agent came to ${path} for ten minutes.`);
  try {
    await serveExecutor({ readable: socket, writable: socket }, ownEnvironment(env, process.execPath));
  } catch (error) {
    // A connection that breaks off is the end of the agent: every process of the job is gone.
    if (isRaibidError(error)) throw error;
  }
  // The last answer may still be on its way.
  await Promise.race([new Promise((resolve) => socket.once('close', resolve)), delay(1000)]);
  return 0;
}
