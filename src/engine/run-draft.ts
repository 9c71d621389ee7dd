import type { JobPlan } from '../contract/plan.ts';
import type { JobState, RunState } from '../contract/run-state.ts';
import type { Effect } from './effects.ts';

/** What the engine knows of the world outside the run. */
export interface EngineEnv {
  /** Milliseconds since 1970. */
  now: number;
  /** The agent class for a job's labels, or null when none fits. */
  classOf: (labels: string[]) => string | null;
  /** Says why no class fits and which exist. */
  describeNoClass?: (labels: string[]) => string;
}

/**
 * A run while the engine works on it: a copy of the state that may be changed, and the effects so far. Jobs are
 * replaced, never changed in place, so the state the engine was given stays as it was.
 */
export class RunDraft {
  readonly run: RunState;
  readonly env: EngineEnv;
  readonly effects: Effect[] = [];
  /** Keys whose jobs changed in a way that others may wait for. */
  readonly #finishedKeys: string[] = [];
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
    return (this.#byKey.get(key) ?? []).flatMap((position) => this.run.jobs[position] ?? []);
  }

  plan(key: string): JobPlan {
    this.#plans ??= new Map(this.run.plan.jobs.map((job) => [job.key, job]));
    const plan = this.#plans.get(key);
    if (plan === undefined) throw new Error(`The plan has no job ${key}`);
    return plan;
  }

  /** Keys of the jobs that need this one directly. */
  dependentsOf(key: string): string[] {
    if (this.#dependents === undefined) {
      this.#dependents = new Map();
      for (const job of this.run.plan.jobs) {
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

  emit(effect: Effect): void {
    this.effects.push(effect);
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
