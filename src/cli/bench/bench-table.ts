import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { claimFigures, measureClaims } from './claim-rate.ts';
import { embeddedStepFigures, measureEmbeddedSteps } from './embedded-steps.ts';
import type { Figure } from './figures.ts';
import { helpFigures, measureHelp } from './help-time.ts';
import { measureIdleMemory, memoryFigures } from './idle-memory.ts';
import { measurePushes, pushCurves, pushFigures } from './push-latency.ts';
import { measureSteps, stepFigures } from './step-overhead.ts';

export interface BenchOptions {
  /** How raibid-cli is started. */
  program: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Pushes of `push`. */
  pushes: number;
  signal: AbortSignal;
  /** Told in words how far it is. */
  onProgress: (text: string) => void;
}

export interface Measured {
  figures: Figure[];
  /** For plots: the values at each hundredth of the measurements, from the least to the most. */
  curves?: Record<string, number[]>;
}

export interface Bench {
  name: string;
  title: string;
  /** What is measured and how, in sentences. */
  about: string;
  measure(options: BenchOptions): Promise<Measured>;
}

/** What can be measured on any machine without other programs than git. */
export const benches = [
  {
    name: 'push',
    title: 'From push to log',
    about:
      'Real `git push` to a server with two warm agents, one push after the other, each when all is quiet. The clock ' +
      'starts when git has the words of the server that the push and its run are stored. It stops when a reader of the ' +
      'live log (server-sent events) has the first line.',
    measure: async ({ onProgress, ...options }) => {
      const onPush = (done: number) => onProgress(`push ${done} of ${options.pushes}`);
      const samples = await measurePushes({ ...options, onPush });
      return { figures: pushFigures(samples), curves: pushCurves(samples) };
    },
  },
  {
    name: 'claims',
    title: 'Claims and completions over HTTP',
    about:
      '100 connections, as of 100 agents, claim jobs and complete them at a whole server with its SQLite file on disk, ' +
      'from a process of their own on the same machine. The jobs were queued before by runs of a matrix with 250 jobs; ' +
      'advancing those runs is part of what is measured. Median of 5 rounds of 5,000 jobs.',
    measure: async (options) => ({
      figures: claimFigures(await measureClaims({ ...options, jobs: 5000, rounds: 5 })),
    }),
  },
  {
    name: 'steps',
    title: 'Overhead of a step',
    about:
      'Steps of `run: true`: a workflow with 110 of them minus one with 10, so that the start of the program does not ' +
      'count. When act is on the PATH its host mode (`-P ubuntu-latest=-self-hosted`) is measured in turn, and the share ' +
      'is the median of the rounds. Median of 9 rounds.',
    measure: async (options) => {
      const rounds = await measureSteps({ ...options, rounds: 9, act: onPath('act', options.env) });
      const sandbox = await measureEmbeddedSteps({ ...options, isolation: 'sandbox' });
      const none = await measureEmbeddedSteps({ ...options, isolation: 'none' });
      return { figures: [...stepFigures(rounds), ...embeddedStepFigures({ sandbox, none })] };
    },
  },
  {
    name: 'memory',
    title: 'Memory of an idle server',
    about: 'Resident memory (VmRSS) of `raibid-cli up` three seconds after its start, before the first run.',
    measure: async (options) => ({ figures: memoryFigures(await measureIdleMemory(options)) }),
  },
  {
    name: 'help',
    title: 'Start of the command line',
    about: '`raibid-cli --help`, from the start of the process to its end; median of 40.',
    measure: async ({ program, env }) => ({ figures: helpFigures(await measureHelp(program, env)) }),
  },
] as const satisfies Bench[];

/** Path of a program on the PATH of this environment. */
function onPath(program: string, env: BenchOptions['env']): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find((file) => existsSync(file));
}
