import type { JobResult, JobSpec } from '../../contract/job-message.ts';
import type { RunEvent, RunState } from '../../contract/run-state.ts';
import { advance } from '../../engine/advance.ts';
import type { Effect } from '../../engine/effects.ts';
import { LocalGroups } from './groups.ts';
import { describeNoLocalClass, localClassOf } from './labels.ts';

export interface DriverPlan {
  run: RunState;
  /** Most jobs at a time. */
  maxParallel: number;
  /** False for a matrix job that was not asked for: it ends at once, as a success that ran nothing. */
  wants(spec: JobSpec): boolean;
  /** Runs a job's steps; never rejects for a fault of the job. The signal's reason says why it is cancelled. */
  perform(spec: JobSpec, cancel: AbortSignal): Promise<JobResult>;
  /** Told of every step of the run. */
  onChange(before: RunState, after: RunState): void;
  /** Told of a job's result before the run's next step. */
  onResult(spec: JobSpec, result: JobResult): void;
  /** Told of a job that `wants` left out. */
  onLeftOut(spec: JobSpec): void;
}

/** Drives one run to its end in this process: the engine says what to do, this does it. */
export class LocalDriver {
  readonly #plan: DriverPlan;
  readonly #groups: LocalGroups;
  #run: RunState;
  readonly #inbox: RunEvent[] = [];
  readonly #ready: JobSpec[] = [];
  readonly #running = new Map<string, AbortController>();
  #ended: (() => void) | undefined;
  #failed: ((error: unknown) => void) | undefined;

  constructor(plan: DriverPlan) {
    this.#plan = plan;
    this.#run = plan.run;
    this.#groups = new LocalGroups(plan.run.id);
  }

  /** Resolves with the completed run. Rejects only for a bug. */
  async finish(cancel: AbortSignal): Promise<RunState> {
    const end = new Promise<void>((accept, refuse) => {
      this.#ended = accept;
      this.#failed = refuse;
    });
    const onCancel = (): void => this.#post({ type: 'cancel', by: 'Ctrl-C' });
    cancel.addEventListener('abort', onCancel, { once: true });
    try {
      this.#post({ type: 'start' });
      if (cancel.aborted) onCancel();
      await end;
      return this.#run;
    } finally {
      cancel.removeEventListener('abort', onCancel);
    }
  }

  #post(...events: RunEvent[]): void {
    this.#inbox.push(...events);
    try {
      this.#drain();
    } catch (error) {
      this.#failed?.(error);
    }
  }

  #drain(): void {
    do {
      this.#foldInbox();
      this.#startReady();
    } while (this.#inbox.length > 0);
    if (this.#run.status === 'completed' && this.#running.size === 0) this.#ended?.();
  }

  #foldInbox(): void {
    for (let event = this.#inbox.shift(); event !== undefined; event = this.#inbox.shift()) {
      const before = this.#run;
      const next = advance(before, event, {
        now: Date.now(),
        classOf: localClassOf,
        describeNoClass: describeNoLocalClass,
      });
      this.#run = next.run;
      this.#plan.onChange(before, next.run);
      for (const effect of next.effects) this.#apply(effect);
    }
  }

  #startReady(): void {
    while (this.#running.size < this.#plan.maxParallel) {
      const spec = this.#ready.shift();
      if (spec === undefined) return;
      this.#inbox.push({ type: 'job_started', jobId: spec.jobId, attempt: 1, at: Date.now() });
      void this.#perform(spec);
    }
  }

  #apply(effect: Effect): void {
    if (effect.type === 'enqueue') this.#enqueue(effect.spec);
    else if (effect.type === 'dequeue') this.#dequeue(effect.jobId);
    else if (effect.type === 'cancel_attempt') this.#running.get(effect.jobId)?.abort(effect.reason);
    else if (effect.type === 'acquire_group') this.#inbox.push(...this.#groups.acquire(effect));
    else if (effect.type === 'release_group') this.#inbox.push(...this.#groups.release(effect));
  }

  #enqueue(spec: JobSpec): void {
    if (this.#plan.wants(spec)) {
      this.#ready.push(spec);
      return;
    }
    this.#plan.onLeftOut(spec);
    this.#inbox.push(completed(spec, { conclusion: 'success', outputs: {} }));
  }

  #dequeue(jobId: string): void {
    const at = this.#ready.findIndex((spec) => spec.jobId === jobId);
    if (at >= 0) this.#ready.splice(at, 1);
  }

  async #perform(spec: JobSpec): Promise<void> {
    const control = new AbortController();
    this.#running.set(spec.jobId, control);
    try {
      const result = await this.#plan.perform(spec, control.signal);
      this.#plan.onResult(spec, result);
      this.#running.delete(spec.jobId);
      this.#post(completed(spec, result));
    } catch (error) {
      this.#running.delete(spec.jobId);
      for (const other of this.#running.values()) other.abort('the run broke off');
      this.#failed?.(error);
    }
  }
}

function completed(spec: JobSpec, result: Pick<JobResult, 'conclusion' | 'outputs'>): RunEvent {
  const { conclusion, outputs } = result;
  const at = Date.now();
  return { type: 'job_completed', jobId: spec.jobId, attempt: 1, at, result: { conclusion, outputs }, reason: null };
}
