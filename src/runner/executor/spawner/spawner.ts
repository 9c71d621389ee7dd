import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { getSystemErrorName } from 'node:util';
import { whichProgram } from '../host-files.ts';
import { spawnerProgram } from './program.ts';

/** How a process ended: one of both is null. */
export interface ProcessExit {
  code: number | null;
  signal: string | null;
}

export interface StartedProcess {
  readonly pid: number;
  readonly exit: Promise<ProcessExit>;
}

export interface SpawnOrder {
  /** Path of the program. */
  program: string;
  /** With the zeroth. */
  argv: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Paths that are opened for writing. */
  stdout: string;
  stderr: string;
}

/**
 * A small process that starts others. Node.js starts one with fork, which copies the page tables of its hundred
 * megabytes and waits until the new program runs: 1.9 ms of its time beside 0.7 with this (bash, one after the other).
 */
export interface Spawner {
  /** False until it is ready, while a process of it runs, and when it is gone: then start processes without it. */
  idle(): boolean;
  /** Starts the leader of a new process group, with an empty input. Rejects with a system error, which has a `code`. */
  spawn(order: SpawnOrder): Promise<StartedProcess>;
  /** It ends after the process that it waits for. */
  close(): void;
}

interface Command {
  pid: number | null;
  started: PromiseWithResolvers<StartedProcess>;
  exit: PromiseWithResolvers<ProcessExit>;
}

/**
 * @param path where Perl is looked for
 * @param onLost called with the id of the running process when the spawner was killed: nobody would see its end
 * @returns null where there is no Perl, or no /proc to name pipes by
 */
export async function startSpawner(path: string, onLost: (pid: number) => void): Promise<Spawner | null> {
  const perl = process.platform === 'linux' ? await whichProgram('perl', path) : null;
  if (perl === null) return null;
  const child = spawn(perl, ['-e', spawnerProgram], {
    env: {},
    cwd: '/',
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  let idle = false;
  let command: Command | null = null;
  const finish = (): void => {
    idle = true;
    command = null;
    hold(child.stdout, false);
  };
  const over = (): void => {
    if (command?.pid != null) onLost(command.pid);
    command?.started.reject(new Error('The process that starts the programs of this job was killed.'));
    command?.exit.resolve({ code: null, signal: 'SIGKILL' });
    finish();
    idle = false;
  };
  child.on('error', over);
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    if (line === 'ready') idle = true;
    else if (command !== null && hear(command, line)) finish();
  });
  lines.on('close', over);
  child.unref();
  hold(child.stdin, false);
  hold(child.stdout, false);
  return {
    idle: () => idle,
    spawn: (order) => {
      idle = false;
      command = { pid: null, started: Promise.withResolvers(), exit: Promise.withResolvers() };
      hold(child.stdout, true);
      child.stdin.write(recordOf(order));
      return command.started.promise;
    },
    close: () => child.stdin.end(),
  };
}

/** True when the command is over. */
function hear(command: Command, line: string): boolean {
  const [word, text] = line.split(' ');
  const value = Number(text);
  if (word === 'started') {
    command.pid = value;
    command.started.resolve({ pid: value, exit: command.exit.promise });
    return false;
  }
  if (word === 'failed') command.started.reject(systemError(value));
  else command.exit.resolve(exitOf(value));
  return true;
}

function recordOf(order: SpawnOrder): Buffer {
  const { cwd, stdout, stderr, program, argv, env } = order;
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const record = Buffer.from([cwd, stdout, stderr, program, argv.length, ...argv, ...variables].join('\0'));
  return Buffer.concat([Buffer.from(`${record.length}\n`), record]);
}

function systemError(errno: number): Error {
  const code = getSystemErrorName(-errno);
  return Object.assign(new Error(code), { code });
}

/** wait(2): the low seven bits are the signal, the next byte is the exit code. */
function exitOf(status: number): ProcessExit {
  const number = status & 0x7f;
  if (number === 0) return { code: status >> 8, signal: null };
  const name = Object.entries(constants.signals).find(([, one]) => one === number)?.[0];
  return { code: null, signal: name ?? `SIG${number}` };
}

/** Whether this program stays alive for what a pipe may bring. */
function hold(pipe: object, held: boolean): void {
  const name = held ? 'ref' : 'unref';
  const change: unknown = Reflect.get(pipe, name);
  if (typeof change === 'function') change.call(pipe);
}
