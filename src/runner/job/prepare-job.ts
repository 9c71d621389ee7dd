import { hostname } from 'node:os';
import { prepareActions } from '../actions/prepare-actions.ts';
import { setUpStep } from '../log/job-log.ts';
import { provisionalName } from '../steps/display-name.ts';
import type { ListedStep } from '../steps/run-steps.ts';
import { stepEvaluator } from '../steps/step-evaluator.ts';
import type { StepScope } from '../steps/step-run.ts';
import type { JobRuntime } from './job-runtime.ts';
import { startJobContainers } from './start-job-containers.ts';

export interface PreparedJob {
  scope: StepScope;
  steps: ListedStep[];
}

/** What comes before the first step: folders, the event's file, the job's `env`, the actions that it uses. */
export async function prepareJob(runtime: JobRuntime): Promise<PreparedJob> {
  const scope = jobScope(runtime);
  await describeJob(runtime);
  await writeEvent(runtime);
  await evaluateJobEnv(runtime, scope);
  await startJobContainers(runtime, scope);
  const preSteps = await prepareActions(runtime, runtime, runtime.job.steps);
  const steps = [...preSteps, ...mainSteps(runtime)].map((step) => ({
    ...step,
    index: runtime.steps.add(runtime.log.masker.mask(provisionalName(step.plan))),
  }));
  runtime.steps.report();
  await runtime.log.line(setUpStep, `Complete job name: ${runtime.job.name}`);
  return { scope, steps };
}

/** The steps of the file; an action's parts share what it saves as its state. */
function mainSteps(runtime: JobRuntime): Omit<ListedStep, 'index'>[] {
  return runtime.job.steps.map((plan) => ({ plan, state: runtime.actionStates.of(runtime, plan) }));
}

function jobScope(runtime: JobRuntime): StepScope {
  return {
    records: {},
    inputs: runtime.job.inputs,
    github: {},
    env: {},
    defaults: runtime.job.defaults,
    file: runtime.job.workflow.path,
    depth: 0,
    names: new Map(),
    status: () => ({
      success: runtime.status === 'success',
      failure: runtime.status === 'failure',
      cancelled: runtime.status === 'cancelled',
    }),
  };
}

async function describeJob(runtime: JobRuntime): Promise<void> {
  const { facts, executor, job } = runtime;
  const show = (line: string) => runtime.log.line(setUpStep, line);
  await show(`raibid-ci ${facts.version}, runner ${facts.name} on ${hostname()} (${executor.os} ${executor.arch})`);
  await show(`Isolation: ${executor.isolation === 'sandbox' ? 'sandbox' : 'none (the job runs as the agent itself)'}`);
  await show('##[group]GITHUB_TOKEN Permissions');
  for (const [scope, level] of Object.entries(job.permissions)) await show(`${scope}: ${level}`);
  await show('##[endgroup]');
}

async function writeEvent(runtime: JobRuntime): Promise<void> {
  const path = runtime.github.event_path;
  if (typeof path === 'string') await runtime.executor.write(path, JSON.stringify(runtime.github.event ?? {}, null, 2));
}

/** `env` of workflow and job, each seeing those before it. */
async function evaluateJobEnv(runtime: JobRuntime, scope: StepScope): Promise<void> {
  for (const layer of runtime.job.env) {
    const evaluate = stepEvaluator(runtime, scope, runtime.github, runtime.env);
    Object.assign(runtime.env, await evaluate.texts(layer));
  }
}
