import { setTimeout as delay } from 'node:timers/promises';
import { RaibidError } from '../../../shared/errors.ts';
import type { JobRuntime } from '../../job/job-runtime.ts';
import { processEnv } from '../../job/process-env.ts';
import { runTool } from '../../steps/run-tool.ts';
import { runStepProcess } from '../../steps/step-process.ts';
import type { StepRun } from '../../steps/step-run.ts';

/** Before each new try, in seconds. */
const pauses = [1, 5];

/** Git in the job's place, in one folder, with the credentials in its environment only. */
export interface Git {
  /** Shows the command and its output in the log. Rejects when it fails. */
  run(...parameters: string[]): Promise<void>;
  /** The same for what a network may break: tried again twice, after a second and after five. */
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
  ): { argv: [string, ...string[]]; cwd: string; env: Record<string, string> } => ({
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
  return {
    run,
    runPatiently: async (...parameters) => {
      for (const seconds of pauses) {
        try {
          return await run(...parameters);
        } catch (error) {
          if (step.signal.aborted) throw error;
          await runtime.log.line(
            step.index,
            `${error instanceof Error ? error.message : String(error)}; trying again in ${seconds} s`,
          );
          await delay(seconds * 1000, undefined, { signal: step.signal }).catch(() => undefined);
        }
      }
      return run(...parameters);
    },
    ask: async (...parameters) => {
      const { code, stdout } = await runTool(runtime.executor, command(parameters), step.signal);
      return code === 0 ? stdout.toString().trim() : null;
    },
  };
}
