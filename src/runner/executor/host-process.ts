import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { RaibidError } from '../../shared/errors.ts';
import { type DrainedOutput, drainOutput } from './drained-output.ts';
import { whichProgram } from './host-files.ts';
import type { OutputPipe, OutputPipes } from './output-pipes.ts';
import type { ChildHandle, SpawnCommand } from './port.ts';
import type { ProcessExit, Spawner, StartedProcess } from './spawner/spawner.ts';

/** What the processes of one job share. */
export interface HostPlace {
  /** Ids of the processes that live: each is the leader of a group. */
  running: Set<number>;
  pipes: OutputPipes;
  spawner: Spawner | null;
}

type Outputs = readonly [OutputPipe | null, OutputPipe | null];

/** A process that runs; `stdout` and `stderr` are null where it writes into pipes of ours. */
interface Started extends StartedProcess {
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
}

/** Starts a process as the leader of its own group. */
export async function spawnInGroup(command: SpawnCommand, place: HostPlace): Promise<ChildHandle> {
  const program = await findProgram(command);
  checkFolder(command.cwd);
  const outputs: Outputs = [await place.pipes.take(), await place.pipes.take()];
  const { pid, exit, ...own } = await start(program, command, outputs, place.spawner).catch((error: unknown) => {
    for (const output of outputs) giveBack(output);
    throw cannotStart(program, error);
  });
  place.running.add(pid);
  const [stdout, stderr] = [readOutput(own.stdout, outputs[0]), readOutput(own.stderr, outputs[1])];
  const ended = exit.then(async (end) => {
    place.running.delete(pid);
    await Promise.all([stdout.finish(), stderr.finish()]);
    return end;
  });
  return { stdout: stdout.stream, stderr: stderr.stream, exit: ended, kill: (signal) => signalGroup(pid, signal) };
}

/** A pipe whose process did not start. */
function giveBack(output: OutputPipe | null): void {
  output?.stream.destroy();
  output?.done(true);
}

/** The output in a pipe of ours, or in what Node.js made where there is none. */
function readOutput(own: Readable | null, pipe: OutputPipe | null): DrainedOutput {
  const source = pipe?.stream ?? own;
  if (source === null) throw new RaibidError('internal', 'The process has no pipes.');
  const drained = drainOutput(source);
  const finish = async (): Promise<boolean> => {
    const whole = await drained.finish();
    pipe?.done(whole);
    return whole;
  };
  return { stream: drained.stream, finish };
}

/** Signals a whole process group; one that is gone is fine. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if (!isCode(error, 'ESRCH', 'EPERM')) throw error;
  }
}

async function findProgram(command: SpawnCommand): Promise<string> {
  const name = command.argv[0];
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

async function start(
  program: string,
  command: SpawnCommand,
  outputs: Outputs,
  spawner: Spawner | null,
): Promise<Started> {
  const [out, err] = outputs;
  if (spawner === null || !spawner.idle() || out === null || err === null || !suitsSpawner(command))
    return startDirectly(program, command, outputs);
  const { argv, cwd, env } = command;
  return {
    ...(await spawner.spawn({ program, argv, cwd, env, stdout: out.path, stderr: err.path })),
    stdout: null,
    stderr: null,
  };
}

/** A NUL, which no process can be given, would shift the fields of its record. */
function suitsSpawner({ argv, cwd, env, stdin }: SpawnCommand): boolean {
  if (stdin !== undefined) return false;
  const texts = [...argv, cwd, ...Object.keys(env), ...Object.values(env)];
  return !texts.join('').includes('\0');
}

async function startDirectly(program: string, command: SpawnCommand, outputs: Outputs): Promise<Started> {
  const ends = outputs.map((output) => (output === null ? null : openSync(output.path, 'w')));
  try {
    const child = spawn(program, command.argv.slice(1), {
      cwd: command.cwd,
      env: command.env,
      argv0: command.argv[0],
      detached: true,
      stdio: [command.stdin === undefined ? 'ignore' : 'pipe', ...ends.map((end) => end ?? ('pipe' as const))],
    });
    await once(child, 'spawn');
    if (child.pid === undefined) throw new Error('it has no id');
    feed(child, command.stdin);
    return { pid: child.pid, exit: waitForExit(child), stdout: child.stdout, stderr: child.stderr };
  } finally {
    for (const end of ends) if (end !== null) closeSync(end);
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

async function waitForExit(child: ChildProcess): Promise<ProcessExit> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child.exitCode, signal: child.signalCode };
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
