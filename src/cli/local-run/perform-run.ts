import { resolve } from 'node:path';
import type { JobResult } from '../../contract/job-message.ts';
import type { WorkflowPlan } from '../../contract/plan.ts';
import type { JobState, RunState } from '../../contract/run-state.ts';
import { isShown } from '../../engine/calls/shown-jobs.ts';
import { newRunState } from '../../engine/new-run.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { JsonObject } from '../../shared/json.ts';
import { resolveInputs } from '../../workflow/inputs.ts';
import type { CommandContext } from '../command.ts';
import { isSwitchedOn, listOption, pairListOption, pairsOption, textOption } from '../option-values.ts';
import { printWidth } from '../output/print.ts';
import { styleFor, wantsColour } from '../output/style.ts';
import { matrixFilter } from './choose-jobs.ts';
import { LocalDriver } from './driver.ts';
import { eventOption, usualEvent } from './event-option.ts';
import type { Reporter } from './events.ts';
import { type GitFacts, readGitFacts } from './git-facts.ts';
import { jsonReporter } from './json-reporter.ts';
import { readNameValueFile } from './name-value-file.ts';
import { performJob } from './perform-job.ts';
import { localPlaces } from './places.ts';
import { readSecrets } from './secrets.ts';
import { serverContext } from './server-context.ts';
import { textReporter } from './text-reporter.ts';
import { localTrigger, readEventFile } from './trigger.ts';

export interface LocalRunRequest {
  plan: WorkflowPlan;
  tree: string;
  maxParallel: number;
  context: CommandContext;
}

/** Runs a workflow on the working tree; answers 0 when it succeeded and 1 when it did not. */
export async function performRun({ plan, tree, maxParallel, context }: LocalRunRequest): Promise<number> {
  const facts = await readGitFacts(tree, context.env);
  const run = await newRun(plan, facts, context);
  const reporter = reporterFor(plan, context);
  const world = {
    places: localPlaces(tree, context, new Date(run.createdAt)),
    github: serverContext(facts.server),
    secrets: await readSecrets(context),
    env: await givenEnv(context),
    userEnv: context.env,
  };
  const told = new Told(run, reporter);
  reporter.on({ event: 'run_started', run, folder: tree });
  const driver = new LocalDriver({
    run,
    maxParallel,
    wants: matrixFilter(pairListOption(context, 'matrix')),
    perform: (spec, cancel) =>
      performJob(spec, cancel, {
        ...world,
        onLine: (job, line) => reporter.on({ event: 'log', job: told.job(job.jobId), line }),
        onSteps: (job, steps) => reporter.on({ event: 'steps', job: told.job(job.jobId), steps }),
      }),
    onLeftOut: (spec) => told.leftOut.add(spec.jobId),
    onResult: (spec, result) => told.results.set(spec.jobId, result),
    onChange: (before, after) => told.change(before, after),
  });
  const end = await driver.finish(context.signal);
  reporter.on({ event: 'run_completed', run: { ...end, jobs: end.jobs.filter(isShown) } });
  if (told.ranNothing(end)) throw new RaibidError('usage', 'no matrix job has the values of --matrix');
  return end.conclusion === 'success' || end.conclusion === 'skipped' ? 0 : 1;
}

/** Turns steps of the run's state into what a reporter hears. */
class Told {
  readonly results = new Map<string, JobResult>();
  readonly leftOut = new Set<string>();
  readonly #reporter: Reporter;
  #jobs: Map<string, JobState>;

  constructor(run: RunState, reporter: Reporter) {
    this.#reporter = reporter;
    this.#jobs = new Map(run.jobs.map((job) => [job.id, job]));
  }

  job(jobId: string): JobState {
    const job = this.#jobs.get(jobId);
    if (job === undefined) throw new Error(`the run has no job ${jobId}`);
    return job;
  }

  change(before: RunState, after: RunState): void {
    const earlier = new Map(before.jobs.map((job) => [job.id, job.status]));
    this.#jobs = new Map(after.jobs.map((job) => [job.id, job]));
    for (const job of after.jobs) {
      if (job.status === earlier.get(job.id) || !isShown(job)) continue;
      if (job.status === 'in_progress') this.#reporter.on({ event: 'job_started', job });
      if (job.status !== 'completed') continue;
      const result = this.results.get(job.id) ?? null;
      this.#reporter.on({ event: 'job_completed', job, result, leftOut: this.leftOut.has(job.id) });
    }
  }

  ranNothing(run: RunState): boolean {
    return this.leftOut.size > 0 && run.jobs.every((job) => this.leftOut.has(job.id) || job.matrix === null);
  }
}

async function newRun(plan: WorkflowPlan, facts: GitFacts, context: CommandContext): Promise<RunState> {
  const event = eventOption(context) ?? usualEvent(plan);
  const file = textOption(context, 'event-file');
  const payload = file === undefined ? {} : await readEventFile(resolve(context.cwd, file));
  const inputs = inputsFor(plan, event, context);
  const trigger = localTrigger(event, facts, payload, inputs, plan.on.schedule?.[0]?.cron);
  const repository = { id: '1', fullName: facts.fullName, defaultBranch: facts.defaultBranch };
  const vars = pairsOption(context, 'var');
  return { ...newRunState({ repository, plan, trigger, inputs, vars, at: Date.now() }), id: '1', number: 1 };
}

function inputsFor(plan: WorkflowPlan, event: string, context: CommandContext): JsonObject {
  const given = pairsOption(context, 'input');
  const definitions = plan.on.workflow_dispatch?.inputs;
  if (event === 'workflow_dispatch') return resolveInputs(definitions ?? {}, given);
  if (Object.keys(given).length === 0) return {};
  throw new RaibidError('usage', `--input belongs to workflow_dispatch, not to ${event}`);
}

async function givenEnv(context: CommandContext): Promise<Record<string, string>> {
  const files = listOption(context, 'env-file').map((file) => readNameValueFile(resolve(context.cwd, file)));
  return Object.assign({}, ...(await Promise.all(files)), pairsOption(context, 'env'));
}

function reporterFor(plan: WorkflowPlan, context: CommandContext): Reporter {
  const { stdout, env } = context;
  if (isSwitchedOn(context, 'json')) return jsonReporter(stdout);
  return textReporter({
    output: stdout,
    style: styleFor(stdout, env),
    colours: wantsColour(stdout, env),
    names: plan.jobs.map((job) => (typeof job.name === 'string' ? job.name : job.key)),
    width: printWidth(stdout),
    quiet: isSwitchedOn(context, 'quiet'),
  });
}
