import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { JobMessage, JobResult, StepState } from '../../contract/job-message.ts';
import type { LogLine } from '../../contract/log.ts';
import type { StepPlan } from '../../contract/plan.ts';
import type { Template } from '../../contract/template.ts';
import { openHostExecutor } from '../executor/host.ts';
import type { Executor } from '../executor/port.ts';
import type { RunnerPorts } from '../ports.ts';
import { type JobControl, runJob } from '../run-job.ts';

/** Text of an expression, as the parser leaves it in a plan. */
export function expr(text: string): { $expr: string } {
  return { $expr: text };
}

type StepInput = Omit<StepPlan, 'at'>;

export function run(script: Template, more: Partial<StepInput> = {}): StepInput {
  return { run: script, ...more };
}

/** A job message with nothing special in it. */
export function jobMessage(steps: StepInput[], changes: Partial<JobMessage> = {}): JobMessage {
  return {
    runId: '1',
    jobId: '1-build',
    runAttempt: 1,
    key: 'build',
    name: 'build',
    repository: { id: '1', fullName: 'local/demo', defaultBranch: 'main' },
    workflow: { name: 'CI', path: '.github/workflows/ci.yml' },
    github: {
      repository: 'local/demo',
      ref: 'refs/heads/main',
      ref_name: 'main',
      ref_type: 'branch',
      sha: 'f'.repeat(40),
      event_name: 'push',
      event: { after: 'f'.repeat(40) },
      workflow: 'CI',
      run_id: '1',
      run_number: '1',
      actor: 'someone',
    },
    inputs: {},
    vars: {},
    needs: {},
    matrix: null,
    strategy: { failFast: true, maxParallel: null, jobIndex: 0, jobTotal: 1 },
    env: [],
    defaults: {},
    permissions: { contents: 'read' },
    outputs: {},
    environment: null,
    timeoutMinutes: 5,
    labels: ['ubuntu-latest'],
    trust: 'repository',
    steps: steps.map((step) => ({ ...step, at: [1, 1] })),
    attempt: 1,
    secrets: {},
    jobToken: 'raibid_job_0123456789abcdef',
    serverUrl: 'http://127.0.0.1:8420',
    ...changes,
  };
}

/** What a job left behind. */
export interface JobOutcome extends JobResult {
  /** Lines of the steps (not of the set-up), without the folded header of each. */
  lines: string[];
  /** Every line, set-up included. */
  log: LogLine[];
  /** All that was reported, in order. */
  reports: StepState[][];
}

export interface JobPlace extends AsyncDisposable {
  executor: Executor;
  root: string;
  /** Lines logged so far, while the job runs. */
  log: LogLine[];
  run(job: JobMessage, options?: { control?: Partial<JobControl>; ports?: Partial<RunnerPorts> }): Promise<JobOutcome>;
}

/** A fresh place for jobs on the host; ends its processes and removes its folder at the end of the test. */
export async function openPlace(open: (root: string) => Promise<Executor> = openHost): Promise<JobPlace> {
  const root = await mkdtemp(join(tmpdir(), 'raibid-job-'));
  const executor = await open(root);
  const log: LogLine[] = [];
  return {
    executor,
    root,
    log,
    run: async (job, options = {}) => {
      const reports: StepState[][] = [];
      const ports = { ...noPorts, ...recorders(log, reports), ...options.ports };
      const control = { cancel: new AbortController().signal, ...options.control };
      const result = await runJob(job, executor, ports, control);
      return { ...result, log, lines: withoutHeaders(log), reports };
    },
    [Symbol.asyncDispose]: async () => {
      await executor.close(0);
      await rm(root, { recursive: true, force: true });
    },
  };
}

export function openHost(root: string): Promise<Executor> {
  return openHostExecutor({ layout: layoutBelow(root) });
}

export function layoutBelow(root: string): Executor['layout'] {
  return {
    workspace: join(root, 'workspace'),
    temp: join(root, 'temp'),
    toolCache: join(root, 'tools'),
    home: join(root, 'home'),
  };
}

/** One job in a place of its own. */
export async function runOnce(
  job: JobMessage,
  options?: { control?: Partial<JobControl>; ports?: Partial<RunnerPorts> },
): Promise<JobOutcome> {
  await using place = await openPlace();
  return await place.run(job, options);
}

function recorders(log: LogLine[], reports: StepState[][]): Pick<RunnerPorts, 'log' | 'progress'> {
  return {
    log: {
      write: (line) => {
        log.push(line);
      },
    },
    progress: { steps: (steps) => reports.push(steps), started: () => Promise.resolve() },
  };
}

const noPorts: Omit<RunnerPorts, 'log' | 'progress'> = {
  artifacts: {
    upload: () => Promise.reject(new Error('no artifacts here')),
    list: () => Promise.resolve([]),
    download: () => Promise.resolve(Readable.from([])),
  },
  caches: {
    find: () => Promise.resolve(null),
    download: () => Promise.resolve(Readable.from([])),
    save: () => Promise.resolve(false),
  },
  checkout: { source: () => Promise.reject(new Error('no repository here')) },
  actions: { fetch: () => Promise.reject(new Error('no actions here')) },
};

/** Drops the `##[group]Run ...` block that opens each step. */
function withoutHeaders(log: readonly LogLine[]): string[] {
  const lines: string[] = [];
  let inHeader = false;
  for (const { s, x } of log) {
    if (s < 0) continue;
    if (x.startsWith('##[group]Run ')) inHeader = true;
    else if (inHeader && x === '##[endgroup]') inHeader = false;
    else if (!inHeader) lines.push(x);
  }
  return lines;
}
