import type { Readable } from 'node:stream';
import { type CommandHandler, createCommandHandler } from '../commands/command-handler.ts';
import { mayBeCommand } from '../commands/parse-command.ts';
import type { ChildHandle, SpawnCommand } from '../executor/port.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { createLineAssembler, type LinePiece } from '../log/line-assembler.ts';
import { createMatchedLines, type MatchedLines } from '../matchers/matched-lines.ts';
import type { StepRun } from './step-run.ts';

/** How a process of a step ended; a signal gives 128 and its number, as shells say it. */
export interface ProcessEnd {
  code: number;
  /** The step was told to stop while the process ran. */
  stopped: boolean;
}

const signalCodes: Record<string, number> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGQUIT: 131,
  SIGABRT: 134,
  SIGKILL: 137,
  SIGSEGV: 139,
  SIGTERM: 143,
};

/** Runs one process of a step in the job's place. */
export function runStepProcess(runtime: JobRuntime, step: StepRun, command: SpawnCommand): Promise<ProcessEnd> {
  return followProcess(runtime, step, () => runtime.executor.spawn(command));
}

/**
 * Follows a process of a step to its end: its output becomes log lines in the order of arrival, workflow commands are
 * obeyed. When the step's signal fires, its process group gets INT, then TERM, then KILL.
 */
export async function followProcess(
  runtime: JobRuntime,
  step: StepRun,
  start: () => Promise<ChildHandle>,
): Promise<ProcessEnd> {
  if (step.signal.aborted) return { code: 143, stopped: true };
  const child = await start();
  const stopping = stopOnAbort(runtime, step, child);
  const commands = createCommandHandler(runtime, step);
  try {
    const [exit] = await Promise.all([
      child.exit,
      pump(runtime, step, child.stdout, commands),
      pump(runtime, step, child.stderr, commands),
    ]);
    const code = exit.code ?? signalCodes[exit.signal ?? ''] ?? 128;
    return { code, stopped: step.signal.aborted };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    stopping.done();
  }
}

async function pump(runtime: JobRuntime, step: StepRun, stream: Readable, commands: CommandHandler): Promise<void> {
  const assembler = createLineAssembler(runtime.log.masker);
  const matched = createMatchedLines(runtime, step.index);
  for await (const chunk of stream) {
    if (Buffer.isBuffer(chunk)) await writePieces(runtime, step, assembler.push(chunk), commands, matched);
  }
  await writePieces(runtime, step, assembler.end(), commands, matched);
}

async function writePieces(
  runtime: JobRuntime,
  step: StepRun,
  pieces: LinePiece[],
  commands: CommandHandler,
  matched: MatchedLines,
): Promise<void> {
  const { matchers } = runtime;
  matched.next(pieces);
  for (const [at, { text, first }] of pieces.entries()) {
    // Looking for the prefix first spares most lines a turn of the event loop.
    if (first && mayBeCommand(text) && (await commands.take(text))) continue;
    if (matchers.active.length > 0 && (await matched.take(at))) continue;
    const written = runtime.log.line(step.index, text);
    if (written !== undefined) await written;
  }
}

/** The process itself has ended; others of its group may have ignored INT, as background jobs of a shell do. */
function endRest(child: ChildHandle, grace: number): void {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), grace).unref();
}

/** INT, TERM, KILL, each after its grace. After the deadline of the job only KILL. */
function stopOnAbort(runtime: JobRuntime, step: StepRun, child: ChildHandle): { done: () => void } {
  const { interruptGrace, terminateGrace } = runtime.limits;
  const timers: NodeJS.Timeout[] = [];
  const stop = (): void => {
    child.kill(step.signal.reason === 'deadline' ? 'SIGKILL' : 'SIGINT');
    timers.push(setTimeout(() => child.kill('SIGTERM'), interruptGrace));
    timers.push(setTimeout(() => child.kill('SIGKILL'), interruptGrace + terminateGrace));
  };
  const kill = () => child.kill('SIGKILL');
  const { deadline } = runtime.cancellation;
  if (step.signal.aborted) stop();
  else step.signal.addEventListener('abort', stop, { once: true });
  deadline.addEventListener('abort', kill, { once: true });
  return {
    done: () => {
      for (const timer of timers) clearTimeout(timer);
      if (step.signal.aborted) endRest(child, terminateGrace);
      step.signal.removeEventListener('abort', stop);
      deadline.removeEventListener('abort', kill);
    },
  };
}
