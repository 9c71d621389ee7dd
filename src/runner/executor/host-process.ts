import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { RaibidError } from '../../shared/errors.ts';
import { type DrainedOutput, drainOutput } from './drained-output.ts';
import { whichProgram } from './host-files.ts';
import type { OutputPipe, OutputPipes } from './output-pipes.ts';
import type { ChildHandle, SpawnCommand } from './port.ts';

/** Starts a process as the leader of its own group. Its id stands in `running` while it lives. */
export async function spawnInGroup(
  command: SpawnCommand,
  running: Set<number>,
  pipes: OutputPipes,
): Promise<ChildHandle> {
  const [name, ...parameters] = command.argv;
  const program = await findProgram(name, command);
  checkFolder(command.cwd);
  const outputs = [await pipes.take(), await pipes.take()] as const;
  const child = await start(program, parameters, command, outputs).catch((error: unknown) => {
    for (const output of outputs) giveBack(output);
    throw error;
  });
  const pid = child.pid;
  if (pid === undefined) throw new RaibidError('internal', `The process ${name} has no id.`);
  running.add(pid);
  feed(child, command.stdin);
  const [stdout, stderr] = [readOutput(child.stdout, outputs[0]), readOutput(child.stderr, outputs[1])];
  const exit = waitForExit(child).then(async (end) => {
    running.delete(pid);
    await Promise.all([stdout.finish(), stderr.finish()]);
    return end;
  });
  return { stdout: stdout.stream, stderr: stderr.stream, exit, kill: (signal) => signalGroup(pid, signal) };
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

async function start(
  program: string,
  parameters: string[],
  command: SpawnCommand,
  outputs: readonly (OutputPipe | null)[],
): Promise<ChildProcess> {
  const ends = outputs.map((output) => (output === null ? null : openSync(output.path, 'w')));
  try {
    const child = spawn(program, parameters, {
      cwd: command.cwd,
      env: command.env,
      argv0: command.argv[0],
      detached: true,
      stdio: [command.stdin === undefined ? 'ignore' : 'pipe', ...ends.map((end) => end ?? ('pipe' as const))],
    });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    throw cannotStart(program, error);
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

async function waitForExit(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child.exitCode, signal: child.signalCode };
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
