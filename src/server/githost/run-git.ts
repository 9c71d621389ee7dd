import { type ChildProcess, spawn } from 'node:child_process';
import { RaibidError } from '../../shared/errors.ts';
import { gitEnvironment, gitSettings } from './git-environment.ts';

export interface GitCall {
  /** The bare repository. */
  folder: string;
  args: string[];
  /** Given to standard input. */
  input?: string;
  /** Most bytes of output that are taken; more is `too_large`. */
  maxBytes?: number;
  /** Beside the usual environment: credentials go here, as arguments can be seen by every user of the machine. */
  environment?: Record<string, string>;
  /** Settings beside the usual ones. */
  settings?: Record<string, string>;
  /** Milliseconds until a git that does not end is killed; a minute. */
  timeoutMilliseconds?: number;
  /** Kills git when it aborts. */
  signal?: AbortSignal;
}

export interface GitResult {
  exit: number;
  stdout: Buffer;
  /** The first 4 KiB. */
  stderr: string;
}

const defaultMaxBytes = 64 * 1024 * 1024;
const maxErrorBytes = 4096;
/** Reading a repository takes milliseconds; a git that takes longer than this hangs. */
const timeout = 60_000;

/**
 * Runs one git command in a repository and answers its whole output and exit code. Rejects with `tool_missing` without
 * git and with `too_large` when the output does not fit.
 */
export function runGit(call: GitCall): Promise<GitResult> {
  const { promise, resolve, reject } = Promise.withResolvers<GitResult>();
  const maxBytes = call.maxBytes ?? defaultMaxBytes;
  const child = spawn('git', [...gitSettings(call.folder, call.settings), '--git-dir', call.folder, ...call.args], {
    env: { ...gitEnvironment(), ...call.environment },
    cwd: '/',
    stdio: 'pipe',
    // A group of its own: helpers such as git-remote-https outlive a git that is killed alone, and hold its pipes.
    detached: true,
  });
  const stop = (): void => killGroup(child);
  const tooLong = setTimeout(stop, call.timeoutMilliseconds ?? timeout);
  if (call.signal?.aborted === true) stop();
  call.signal?.addEventListener('abort', stop, { once: true });
  const stdout: Buffer[] = [];
  let [size, stderr] = [0, ''];
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) stop();
    else stdout.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(0, maxErrorBytes);
  });
  // A git that ends before it has read everything is judged by its exit code.
  child.stdin.on('error', () => {});
  child.stdin.end(call.input ?? '');
  const ended = (): void => {
    clearTimeout(tooLong);
    call.signal?.removeEventListener('abort', stop);
  };
  child.on('error', (cause) => {
    ended();
    reject(gitMissing(cause));
  });
  child.on('close', (code) => {
    ended();
    if (size > maxBytes) {
      reject(new RaibidError('too_large', `git ${call.args[0]} answers more than ${maxBytes} bytes.`));
    } else resolve({ exit: code ?? 128, stdout: Buffer.concat(stdout), stderr: stderr.trim() });
  });
  return promise;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // The last of the group was faster.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** As `runGit`, for a command that has to succeed: its output, or `internal` with what git said. */
export async function readGit(call: GitCall): Promise<Buffer> {
  const result = await runGit(call);
  if (result.exit === 0) return result.stdout;
  throw new RaibidError('internal', `git ${call.args[0]} failed: ${result.stderr}`, {
    details: { exit: result.exit },
  });
}

/** The error of a machine without git. */
export function gitMissing(cause: unknown): RaibidError {
  return new RaibidError('tool_missing', 'git cannot be started.', { hint: 'Install git 2.38 or newer.', cause });
}
