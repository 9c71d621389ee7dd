import { setTimeout as delay } from 'node:timers/promises';
import { RaibidError } from '../../../shared/errors.ts';
import type { JobRuntime } from '../../job/job-runtime.ts';
import { processEnv } from '../../job/process-env.ts';
import { runTool } from '../../steps/run-tool.ts';
import { runStepProcess } from '../../steps/step-process.ts';
import type { StepRun } from '../../steps/step-run.ts';

/** Before each new try, in seconds: a forge that is started again is away for half a minute or more. */
const pauses = [1, 5, 10, 20, 30];
/** From this try on it is asked whether the server is away at all: where it answers, as for a wrong ref, one more try says all. */
const quickTries = 2;

/** Git in the job's place, in one folder, with the credentials in its environment only. */
export interface Git {
  /** Shows the command and its output in the log. Rejects when it fails. */
  run(...parameters: string[]): Promise<void>;
  /** The same for what a network may break: tried again twice, and for a minute more while `origin` does not answer. */
  runPatiently(...parameters: string[]): Promise<void>;
  /** Answers standard output; null when it fails. */
  ask(...parameters: string[]): Promise<string | null>;
}

export function gitIn(runtime: JobRuntime, step: StepRun, folder: string, credentials: Record<string, string>): Git {
  const env = {
    ...processEnv(runtime, step.github, step.env),
    ...credentials,
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'Never',
    GIT_LFS_SKIP_SMUDGE: '1',
  };
  const command = (
    parameters: string[],
  ): { argv: [string, ...string[]]; cwd: string; env: Record<string, string>; tool: true } => ({
    tool: true,
    argv: ['git', ...parameters],
    cwd: folder,
    env,
  });
  const run = async (...parameters: string[]): Promise<void> => {
    await runtime.log.line(step.index, `[command]git ${parameters.join(' ')}`);
    const end = await runStepProcess(runtime, step, command(parameters));
    if (end.code === 0 && !end.stopped) return;
    const name = parameters.find((word) => /^[a-z]/.test(word) && !word.includes('=')) ?? '';
    throw new RaibidError('unreachable', `The process 'git ${name}' failed with exit code ${end.code}`);
  };
  const ask = async (...parameters: string[]): Promise<string | null> => {
    const { code, stdout } = await runTool(runtime.executor, command(parameters), step.signal);
    return code === 0 ? stdout.toString().trim() : null;
  };
  const answers = async () => (await ask('ls-remote', '--quiet', 'origin', 'HEAD')) !== null;
  return {
    run,
    ask,
    runPatiently: async (...parameters) => {
      for (const [tries, seconds] of pauses.entries()) {
        try {
          return await run(...parameters);
        } catch (error) {
          if (step.signal.aborted) throw error;
          if (tries >= quickTries && (await answers())) break;
          await runtime.log.line(
            step.index,
            `${error instanceof Error ? error.message : String(error)}; trying again in ${seconds} s`,
          );
          await delay(seconds * 1000, undefined, { signal: step.signal }).catch(() => undefined);
        }
      }
      return run(...parameters);
    },
  };
}
