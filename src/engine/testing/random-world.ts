import { callOf } from '../../contract/held-groups.ts';
import type { JobState, RunEvent, RunState } from '../../contract/run-state.ts';
import { advance } from '../advance.ts';
import { defaultAgentClasses } from '../agent-classes.ts';
import { plansOf } from '../calls/plan-of-call.ts';
import type { Effect } from '../effects.ts';
import { engineEnv } from '../engine-env.ts';

const conclusions = ['success', 'success', 'success', 'failure', 'cancelled', 'timed_out'] as const;

/**
 * A world that plays store and agents for one run and breaks every rule it can see being broken: jobs queued before
 * their needs have ended, queued twice, more at a time than allowed, a conclusion that changes.
 */
export class RandomWorld {
  state: RunState;
  readonly waiting = new Set<string>();
  readonly running = new Map<string, number>();
  readonly #attempts = new Map<string, number>();
  readonly #sent: RunEvent[] = [];
  readonly #groups: RunEvent[] = [];
  #now = 1000;

  constructor(state: RunState) {
    this.state = state;
  }

  send(event: RunEvent): void {
    this.#sent.push(event);
    this.#fold(event);
  }

  /** One thing that may happen, chosen by a number. */
  act(choice: number): void {
    const pick = <T>(items: Iterable<T>): T | undefined =>
      [...items][Math.floor(choice / 10) % Math.max(1, [...items].length)];
    const kind = choice % 10;
    const group = this.#groups.length > 0 && kind < 3 ? this.#groups.shift() : undefined;
    if (group !== undefined) this.send(group);
    else if (kind === 9) this.#repeatOld(choice);
    else if (kind === 8) this.#lose(pick(this.running.keys()));
    else if (kind < 4) this.#claim(pick(this.waiting));
    else this.#complete(pick(this.running.keys()), choice);
  }

  /** Lets everything come to its end. */
  drain(): void {
    for (let step = 0; this.state.status !== 'completed'; step++) {
      if (step > 10_000) throw new Error(`The run hangs: ${JSON.stringify(this.state.jobs, null, 1)}`);
      const group = this.#groups.shift();
      if (group !== undefined) this.send(group);
      this.#claim([...this.waiting][0]);
      this.#complete([...this.running.keys()][0], step * 7);
    }
  }

  #claim(jobId: string | undefined): void {
    if (jobId === undefined) return;
    const attempt = (this.#attempts.get(jobId) ?? 0) + 1;
    this.#attempts.set(jobId, attempt);
    this.waiting.delete(jobId);
    this.running.set(jobId, attempt);
    this.send({ type: 'job_started', jobId, attempt, at: this.#now });
  }

  #complete(jobId: string | undefined, choice: number): void {
    const attempt = jobId === undefined ? undefined : this.running.get(jobId);
    if (jobId === undefined || attempt === undefined) return;
    this.running.delete(jobId);
    const conclusion = conclusions[choice % conclusions.length] ?? 'success';
    const result = { conclusion, outputs: { v: String(choice) } };
    this.send({ type: 'job_completed', jobId, attempt, at: this.#now, result, reason: null });
  }

  #lose(jobId: string | undefined): void {
    const attempt = jobId === undefined ? undefined : this.running.get(jobId);
    if (jobId === undefined || attempt === undefined) return;
    this.running.delete(jobId);
    this.waiting.add(jobId);
    this.send({ type: 'job_requeued', jobId, attempt, reason: 'lost' });
  }

  /** Events of jobs may come again at any time, and must change nothing. */
  #repeatOld(choice: number): void {
    const old = this.#sent.filter((event) => 'attempt' in event || event.type === 'start');
    const event = old[Math.floor(choice / 10) % Math.max(1, old.length)];
    if (event === undefined) return;
    const before = JSON.stringify(this.state);
    const effects = this.#fold(event);
    if (JSON.stringify(this.state) !== before || effects.length > 0) {
      throw new Error(`An old event had an effect: ${JSON.stringify(event)}`);
    }
  }

  #fold(event: RunEvent): Effect[] {
    this.#now += 1000;
    const before = this.state;
    const { run, effects } = advance(before, event, engineEnv(defaultAgentClasses('x64'), this.#now));
    this.state = run;
    if (event.type !== 'rerun' && event.type !== 'retry_job') this.#checkConclusions(before);
    for (const effect of effects) this.#apply(effect);
    this.#checkParallel();
    return effects;
  }

  #apply(effect: Effect): void {
    if (effect.type === 'enqueue') this.#enqueue(effect.spec.jobId);
    if (effect.type === 'dequeue' && !this.waiting.delete(effect.jobId))
      throw new Error('A job left a queue it was not in');
    if (effect.type === 'acquire_group') {
      this.#groups.push({ type: 'group_acquired', group: effect.group, jobId: effect.jobId });
    }
  }

  #enqueue(jobId: string): void {
    const { key } = this.#job(jobId);
    if (this.waiting.has(jobId) || this.running.has(jobId)) throw new Error(`${key} was queued twice`);
    const call = this.state.calls?.[callOf(key) ?? ''];
    if (call !== undefined && this.#job(call.jobId).status !== 'in_progress')
      throw new Error(`The call of ${key} is over`);
    const needs = plansOf(this.state).get(key)?.needs ?? [];
    const open = this.state.jobs.filter((job) => needs.includes(job.key) && job.status !== 'completed');
    if (open.length > 0) throw new Error(`${key} was queued before ${open[0]?.key} ended`);
    this.waiting.add(jobId);
  }

  #job(jobId: string): JobState {
    const job = this.state.jobs.find(({ id }) => id === jobId);
    if (job === undefined) throw new Error(`The run has no job ${jobId}`);
    return job;
  }

  #checkConclusions(before: RunState): void {
    for (const job of before.jobs.filter((one) => one.conclusion !== null)) {
      const now = this.state.jobs.find((one) => one.id === job.id);
      if (now?.conclusion !== job.conclusion) throw new Error(`${job.key} changed its conclusion`);
    }
  }

  #checkParallel(): void {
    const active = this.state.jobs.filter((job) => this.waiting.has(job.id) || this.running.has(job.id));
    for (const { key, maxParallel } of active) {
      const siblings = active.filter((job) => job.key === key && job.status !== 'completed');
      if (maxParallel !== null && siblings.length > maxParallel) throw new Error(`${key} exceeds max-parallel`);
    }
  }
}
