import type { JobResult, JobSpec } from '../../contract/job-message.ts';
import type { JobState, RunEvent, RunState, RunTrigger } from '../../contract/run-state.ts';
import type { JsonObject } from '../../shared/json.ts';
import { parseWorkflow } from '../../workflow/parse-workflow.ts';
import { advance } from '../advance.ts';
import { type AgentClass, defaultAgentClasses } from '../agent-classes.ts';
import type { Effect } from '../effects.ts';
import { engineEnv } from '../engine-env.ts';
import { newRunState } from '../new-run.ts';

export interface SimulationOptions {
  trigger?: Partial<RunTrigger>;
  inputs?: JsonObject;
  vars?: Record<string, string>;
  classes?: AgentClass[];
  /** Workflows that the run's file may call, by path. */
  files?: Record<string, string>;
}

/**
 * A run of a workflow text whose agents are the test: `start`, `succeed`, `fail` and so on say what happens to jobs by
 * their names. Each event takes one second.
 */
export class SimulatedRun {
  state: RunState;
  /** All effects so far. */
  readonly effects: Effect[] = [];
  readonly #classes: AgentClass[];
  #now = 1_000_000;

  private constructor(state: RunState, classes: AgentClass[]) {
    this.state = state;
    this.#classes = classes;
  }

  static async of(text: string, options: SimulationOptions = {}): Promise<SimulatedRun> {
    const parsed = await parseWorkflow({ path: '.github/workflows/ci.yml', text }, ({ path }) => options.files?.[path]);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2));
    const trigger: RunTrigger = {
      event: 'push',
      ref: 'refs/heads/main',
      sha: 'a'.repeat(40),
      actor: 'mona',
      headline: 'First commit',
      payload: {},
      trust: 'repository',
      ...options.trigger,
    };
    const repository = { id: '1', fullName: 'local/demo', defaultBranch: 'main' };
    const { inputs = {}, vars = {} } = options;
    const state = newRunState({ repository, plan: parsed.plan, trigger, inputs, vars, at: 1_000_000 });
    return new SimulatedRun({ ...state, id: '7', number: 3 }, options.classes ?? defaultAgentClasses('x64'));
  }

  /** The same, already begun. */
  static async begin(text: string, options: SimulationOptions = {}): Promise<SimulatedRun> {
    const run = await SimulatedRun.of(text, options);
    run.send({ type: 'start' });
    return run;
  }

  /** Folds an event in; answers its effects. */
  send(event: RunEvent): Effect[] {
    this.#now += 1000;
    const before = JSON.stringify(this.state);
    const given = this.state;
    const { run, effects } = advance(given, event, engineEnv(this.#classes, this.#now, 30));
    if (JSON.stringify(given) !== before) throw new Error('advance() changed the state it was given');
    this.state = run;
    this.effects.push(...effects);
    return effects;
  }

  /** A job by its name or key. */
  job(name: string): JobState {
    const job = this.state.jobs.find((one) => one.name === name) ?? this.state.jobs.find((one) => one.key === name);
    if (job === undefined) throw new Error(`No job ${name} among ${this.state.jobs.map((one) => one.name).join(', ')}`);
    return job;
  }

  /** An agent takes the job. */
  start(...names: string[]): void {
    for (const name of names) {
      const { id, attempt } = this.job(name);
      this.send({ type: 'job_started', jobId: id, attempt: attempt + 1, at: this.#now });
    }
  }

  /** The job's agent reports its end; a job that was not started yet is started first. */
  end(name: string, conclusion: JobResult['conclusion'], outputs: Record<string, string> = {}): Effect[] {
    if (this.job(name).status === 'queued') this.start(name);
    const { id, attempt } = this.job(name);
    const result = { conclusion, outputs };
    return this.send({ type: 'job_completed', jobId: id, attempt, at: this.#now, result, reason: null });
  }

  succeed(...names: string[]): void {
    for (const name of names) this.end(name, 'success');
  }

  fail(...names: string[]): void {
    for (const name of names) this.end(name, 'failure');
  }

  /** Where every job stands: its conclusion, or its status while it has none. */
  get table(): Record<string, string> {
    return Object.fromEntries(this.state.jobs.map((job) => [job.name, job.conclusion ?? job.status]));
  }

  /** Specs of all jobs queued so far, by name; the newest of each. */
  get specs(): Record<string, JobSpec> {
    const queued = this.effects.flatMap((effect) => (effect.type === 'enqueue' ? [effect.spec] : []));
    return Object.fromEntries(queued.map((spec) => [spec.name, spec]));
  }

  /** Effects of one type so far. */
  all<T extends Effect['type']>(type: T): Extract<Effect, { type: T }>[] {
    return this.effects.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);
  }
}

/** A workflow of jobs that differ in what matters only: each line is added below its job; one with `uses` has no steps. */
export function workflow(jobs: Record<string, string>, head = ''): string {
  const texts = Object.entries(jobs).map(([key, lines]) => {
    const own = lines === '' ? '' : `${lines.replace(/^/gm, '    ')}\n`;
    if (lines.includes('uses:')) return `  ${key}:\n${own}`;
    const runsOn = lines.includes('runs-on:') ? '' : '    runs-on: ubuntu-latest\n';
    return `  ${key}:\n${runsOn}${own}    steps: [{ run: echo }]\n`;
  });
  return `name: ci\non: push\n${head}${head === '' ? '' : '\n'}jobs:\n${texts.join('')}`;
}
