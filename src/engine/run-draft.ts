import { callOf } from '../contract/held-groups.ts';
import type { JobPlan, PlannedFile } from '../contract/plan.ts';
import type { CallState, JobState, RunState } from '../contract/run-state.ts';
import { fileOf, plansOf } from './calls/plan-of-call.ts';
import type { Effect } from './effects.ts';

/** What the engine knows of the world outside the run. */
export interface EngineEnv {
  /** Milliseconds since 1970. */
  now: number;
  /** The agent class for a job's labels, or null when none fits. */
  classOf: (labels: string[]) => string | null;
  /** Says why no class fits and which exist. */
  describeNoClass?: (labels: string[]) => string;
  /** Days that runs are kept, for `github.retention_days`; without it GitHub's 90. */
  retentionDays?: number;
}

/**
 * A run while the engine works on it: a copy of the state that may be changed, and the effects so far. Jobs are
 * replaced, never changed in place, so the state the engine was given stays as it was.
 */
export class RunDraft {
  readonly run: RunState;
  readonly env: EngineEnv;
  #effects: Effect[] = [];
  /** Keys whose jobs changed in a way that others may wait for. */
  readonly #finishedKeys: string[] = [];
  /** Calls whose jobs have not been let go yet. */
  readonly #newCalls: string[] = [];
  #positions = new Map<string, number>();
  #byKey = new Map<string, number[]>();
  #plans: Map<string, JobPlan> | undefined;
  #dependents: Map<string, string[]> | undefined;

  constructor(run: RunState, env: EngineEnv) {
    this.run = { ...run, jobs: [...run.jobs] };
    this.env = env;
    this.#index();
  }

  job(jobId: string): JobState | undefined {
    const position = this.#positions.get(jobId);
    return position === undefined ? undefined : this.run.jobs[position];
  }

  /** All jobs of a key, in order: one, or those of its matrix. */
  jobsOf(key: string): JobState[] {
    const jobs: JobState[] = [];
    for (const position of this.#byKey.get(key) ?? []) {
      const job = this.run.jobs[position];
      if (job !== undefined) jobs.push(job);
    }
    return jobs;
  }

  /** The file that a job stands in: the run's own, or one that was called. */
  file(key: string): PlannedFile {
    return fileOf(this.run, callOf(key));
  }

  /** The call that a job belongs to; undefined for a job of the run's own file. */
  call(key: string): CallState | undefined {
    return this.run.calls?.[callOf(key) ?? ''];
  }

  /** The jobs of a call, without those of calls inside it. */
  jobsOfCall(callId: string): JobState[] {
    return this.run.jobs.filter((job) => callOf(job.key) === callId);
  }

  /** The plan of a job; that of a job in a call has the needs by their keys in this run. */
  plan(key: string): JobPlan {
    this.#plans ??= plansOf(this.run);
    const plan = this.#plans.get(key);
    if (plan === undefined) throw new Error(`The plan has no job ${key}`);
    return plan;
  }

  /** Keys of the jobs that need this one directly. */
  dependentsOf(key: string): string[] {
    if (this.#dependents === undefined) {
      this.#dependents = new Map();
      this.#plans ??= plansOf(this.run);
      for (const job of this.#plans.values()) {
        for (const need of job.needs) {
          const list = this.#dependents.get(need);
          if (list === undefined) this.#dependents.set(need, [job.key]);
          else list.push(job.key);
        }
      }
    }
    return this.#dependents.get(key) ?? [];
  }

  /** Changes one job; answers its new state. */
  update(jobId: string, change: Partial<JobState>): JobState {
    const position = this.#positions.get(jobId);
    const job = position === undefined ? undefined : this.run.jobs[position];
    if (position === undefined || job === undefined) throw new Error(`The run has no job ${jobId}`);
    const next = { ...job, ...change };
    this.run.jobs[position] = next;
    return next;
  }

  /** Replaces all jobs. */
  setJobs(jobs: JobState[]): void {
    this.run.jobs = jobs;
    this.#index();
  }

  /** Puts other jobs in the place of all jobs of a key: a matrix is expanded, or folded up again. */
  replaceKey(key: string, jobs: JobState[]): void {
    const [first] = this.#byKey.get(key) ?? [];
    const rest = this.run.jobs.filter((job) => job.key !== key);
    rest.splice(first ?? rest.length, 0, ...jobs);
    this.setJobs(rest);
  }

  /** Adds a call, which has no jobs yet. `nextCall` gives it out again. */
  addCall(callId: string, call: CallState): void {
    this.#setCalls({ ...this.run.calls, [callId]: call });
    this.#newCalls.push(callId);
  }

  /** Adds jobs behind another. */
  insertBehind(jobId: string, jobs: JobState[]): void {
    const position = this.#positions.get(jobId) ?? this.run.jobs.length - 1;
    this.setJobs(this.run.jobs.toSpliced(position + 1, 0, ...jobs));
  }

  nextCall(): string | undefined {
    return this.#newCalls.shift();
  }

  /** Removes a call with its jobs, and the calls inside it. Answers the jobs. */
  removeCall(callId: string): JobState[] {
    const inside = `${callId}/`;
    const calls = Object.entries(this.run.calls ?? {}).filter(([id]) => id !== callId && !id.startsWith(inside));
    this.#setCalls(Object.fromEntries(calls));
    const { true: removed = [], false: kept = [] } = Object.groupBy(this.run.jobs, ({ key }) =>
      key.startsWith(inside) ? 'true' : 'false',
    );
    this.setJobs(kept);
    return removed;
  }

  #setCalls(calls: Record<string, CallState>): void {
    this.run.calls = calls;
    this.#plans = undefined;
    this.#dependents = undefined;
  }

  emit(effect: Effect): void {
    this.#effects.push(effect);
  }

  /** The effects since they were last taken. */
  takeEffects(): Effect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** Remembers that a job of this key has ended; `nextFinished` gives it out again. */
  markFinished(key: string): void {
    this.#finishedKeys.push(key);
  }

  nextFinished(): string | undefined {
    return this.#finishedKeys.shift();
  }

  #index(): void {
    this.#positions = new Map();
    this.#byKey = new Map();
    this.run.jobs.forEach((job, position) => {
      this.#positions.set(job.id, position);
      const list = this.#byKey.get(job.key);
      if (list === undefined) this.#byKey.set(job.key, [position]);
      else list.push(position);
    });
  }
}
