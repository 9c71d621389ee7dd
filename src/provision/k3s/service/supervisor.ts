import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RaibidError } from '../../../shared/errors.ts';
import { processStat } from '../../../shared/process-stat.ts';
import { livingProcess } from './pid-file.ts';

export interface SupervisorOptions {
  command: readonly [string, ...string[]];
  /** Gets all that the program says; the one before is kept as `<log>.1`. */
  log: string;
  pidFile: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Its abort ends the program, and then the supervisor. */
  signal: AbortSignal;
  /** Pause before the program is started again, in milliseconds: as long as in k3s's own unit. */
  restartAfter?: number;
}

const largestLog = 50 * 1024 ** 2;

/** SIGTERM first; who is still there after this long gets SIGKILL. In milliseconds. */
const patience = 30_000;

/**
 * Keeps one program running where no init system does it: starts it again whenever it ends, until the signal. Only the
 * program itself is ended: what it started (containers) goes on, as with `KillMode=process`.
 */
export async function supervise(options: SupervisorOptions): Promise<void> {
  const { pidFile, signal } = options;
  await takePidFile(pidFile);
  try {
    while (!signal.aborted) {
      const ended = await runOnce(options);
      if (signal.aborted) break;
      await note(options.log, `${ended}; starting it again`);
      await sleep(options.restartAfter ?? 5000, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await rm(pidFile, { force: true });
  }
}

async function takePidFile(file: string): Promise<void> {
  const other = await livingProcess(file);
  if (other !== null) throw new RaibidError('conflict', `A supervisor runs already, as process ${other.pid}.`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${process.pid} ${(await processStat(process.pid))?.started}\n`);
  await rename(`${file}.new`, file);
}

/** Answers how it ended. */
async function runOnce({ command, log, env, signal }: SupervisorOptions): Promise<string> {
  const [program, ...words] = command;
  await mkdir(dirname(log), { recursive: true });
  const size = await stat(log).catch(() => null);
  if (size !== null && size.size > largestLog) await rename(log, `${log}.1`);
  const output = await open(log, 'a', 0o600);
  try {
    const child = spawn(program, words, { stdio: ['ignore', output.fd, output.fd], env: { ...env }, detached: true });
    return await endOf(child, signal);
  } finally {
    await output.close();
  }
}

async function endOf(child: ChildProcess, signal: AbortSignal): Promise<string> {
  const stop = (): void => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), patience).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const [code, killer] = await once(child, 'exit');
    return killer === null ? `the program ended with ${code}` : `the program was ended by ${killer}`;
  } catch (error) {
    return `the program cannot be started: ${error instanceof Error ? error.message : error}`;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function note(log: string, text: string): Promise<void> {
  await writeFile(log, `raibid-cli: ${text}\n`, { flag: 'a' });
}
