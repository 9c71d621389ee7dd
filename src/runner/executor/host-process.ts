import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { RaibidError } from '../../shared/errors.ts';
import { whichProgram } from './host-files.ts';
import type { ChildHandle, SpawnCommand } from './port.ts';

/**
 * After the process itself has ended, output is read until nothing came for this long: a daemon that it left behind
 * holds the pipe open for ever.
 */
const quietMilliseconds = 200;
/** A daemon that prints all the time is never quiet: its output ends here, once the reader has taken all. */
const latestMilliseconds = 2000;
/** The most that the pipe of an ended process can hold. */
const pipeBytes = 1024 * 1024;

/** Starts a process as the leader of its own group. Its id stands in `running` while it lives. */
export async function spawnInGroup(command: SpawnCommand, running: Set<number>): Promise<ChildHandle> {
  const [name, ...parameters] = command.argv;
  const program = await findProgram(name, command);
  checkFolder(command.cwd);
  const child = await start(program, parameters, command);
  const pid = child.pid;
  if (pid === undefined || child.stdout === null || child.stderr === null) {
    throw new RaibidError('internal', `The process ${name} has no id or no pipes.`);
  }
  running.add(pid);
  feed(child, command.stdin);
  const outputs = [drain(child.stdout), drain(child.stderr)] as const;
  const exit = waitForExit(child).then(async (end) => {
    running.delete(pid);
    await Promise.all(outputs.map((output) => output.finish()));
    return end;
  });
  return {
    stdout: outputs[0].stream,
    stderr: outputs[1].stream,
    exit,
    kill: (signal) => signalGroup(pid, signal),
  };
}

/** Signals a whole process group; one that is gone is fine. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if (!isCode(error, 'ESRCH', 'EPERM')) throw error;
  }
}

async function findProgram(name: string, command: SpawnCommand): Promise<string> {
  const program = await whichProgram(name, command.env.PATH ?? '');
  if (program !== null) return program;
  throw new RaibidError('tool_missing', `The program ${name} was not found on the PATH of the job.`, {
    hint: `Install ${name}, or add its folder to $GITHUB_PATH in an earlier step.`,
  });
}

function checkFolder(path: string): void {
  if (isFolder(path)) return;
  throw new RaibidError('not_found', `The working directory ${path} does not exist.`);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

async function start(program: string, parameters: string[], command: SpawnCommand): Promise<ChildProcess> {
  try {
    const child = spawn(program, parameters, {
      cwd: command.cwd,
      env: command.env,
      argv0: command.argv[0],
      detached: true,
      stdio: [command.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    throw cannotStart(program, error);
  }
}

function cannotStart(program: string, error: unknown): RaibidError {
  if (isCode(error, 'E2BIG')) {
    return new RaibidError('too_large', `Cannot start ${program}: its arguments and environment are too large.`, {
      hint: 'Linux allows 128 KiB for one variable; pass large values in files.',
      cause: error,
    });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new RaibidError('tool_missing', `Cannot start ${program}: ${reason}`, { cause: error });
}

function feed(child: ChildProcess, stdin: Readable | undefined): void {
  if (stdin === undefined || child.stdin === null) return;
  // A process that does not read all of its input is no fault of ours (EPIPE).
  child.stdin.on('error', () => stdin.destroy());
  stdin.on('error', () => child.kill('SIGKILL'));
  stdin.pipe(child.stdin);
}

async function waitForExit(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child.exitCode, signal: child.signalCode };
}

/** A copy of a pipe that can be ended while the pipe stays open; what comes later is read and dropped. */
function drain(pipe: Readable): { stream: PassThrough; finish: () => Promise<void> } {
  const stream = new PassThrough({ highWaterMark: 65_536 });
  const seen = { lastData: performance.now(), bytes: 0, ended: false };
  pipe.on('data', (chunk: Buffer) => {
    seen.lastData = performance.now();
    seen.bytes += chunk.length;
  });
  pipe.on('error', () => stream.end());
  pipe.on('end', () => {
    seen.ended = true;
  });
  pipe.pipe(stream);
  stream.on('close', () => pipe.resume());
  const finish = async () => {
    await untilQuiet(pipe, stream, seen);
    if (seen.ended) return;
    pipe.unpipe(stream);
    pipe.resume();
    unref(pipe);
    stream.end();
  };
  return { stream, finish };
}

/**
 * Waits for what the ended process itself had written: that lies in the pipe (at most `pipeBytes`) and comes as soon as the
 * reader takes it. What comes later is a daemon's, which may go on for ever.
 */
async function untilQuiet(
  pipe: Readable,
  stream: PassThrough,
  seen: Readonly<{ lastData: number; bytes: number; ended: boolean }>,
): Promise<void> {
  const before = seen.bytes;
  const exited = performance.now();
  const end = once(pipe, 'end').catch(() => undefined);
  while (!seen.ended && !stream.destroyed && seen.bytes - before < pipeBytes) {
    const readerBusy = stream.writableNeedDrain || stream.readableLength > 0;
    const now = performance.now();
    if (!readerBusy && (now - seen.lastData > quietMilliseconds || now - exited > latestMilliseconds)) return;
    await Promise.race([end, pause(quietMilliseconds / 4)]);
  }
}

/** A daemon's open pipe must not keep this program alive. */
function unref(pipe: Readable): void {
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
