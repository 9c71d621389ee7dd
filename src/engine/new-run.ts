import type { JobPlan, WorkflowPlan } from '../contract/plan.ts';
import type { JobState, RunState, RunTrigger } from '../contract/run-state.ts';
import { isExpression } from '../contract/template.ts';
import { jobIdOf } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import type { WorkflowProblem } from '../workflow/problem.ts';
import { keyInFile } from './calls/plan-of-call.ts';
import { nameInCall } from './job-name.ts';

/** A run before the store gave it its id and number. */
export type NewRunState = Omit<RunState, 'id' | 'number'>;

export interface NewRunInput {
  repository: RunState['repository'];
  plan: WorkflowPlan;
  trigger: RunTrigger;
  /** Already resolved with `resolveInputs`; empty for other events. */
  inputs: JsonObject;
  vars: Record<string, string>;
  /** Milliseconds since 1970. */
  at: number;
}

/** A run that waits for its `start` event. Its jobs come with that: their ids need the run's id. */
export function newRunState(input: NewRunInput): NewRunState {
  return {
    attempt: 1,
    repository: input.repository,
    plan: input.plan,
    title: input.trigger.headline || input.plan.name,
    trigger: input.trigger,
    inputs: input.inputs,
    vars: input.vars,
    status: 'queued',
    conclusion: null,
    waitingFor: null,
    concurrencyGroup: null,
    cancelRequested: null,
    jobs: [],
    failure: null,
    createdAt: input.at,
    startedAt: null,
    completedAt: null,
  };
}

/** A run of a file that is no valid workflow: over before it began, with the first problem as its reason. */
export function failedRunState(
  input: Omit<NewRunInput, 'plan' | 'inputs'> & { path: string; problem: WorkflowProblem },
): NewRunState {
  const { path, problem } = input;
  const plan: WorkflowPlan = { path, name: path, on: {}, jobs: [] };
  return {
    ...newRunState({ ...input, plan, inputs: {} }),
    status: 'completed',
    conclusion: 'failure',
    failure: { code: problem.code, message: problem.message, file: path, line: problem.line, column: problem.column },
    completedAt: input.at,
  };
}

/** A job of the plan before anything about it is decided. */
export function plannedJob(run: RunState, plan: JobPlan, at: number): JobState {
  return {
    id: jobIdOf(run.id, plan.key, ''),
    key: plan.key,
    matrixKey: '',
    matrix: null,
    jobIndex: 0,
    jobTotal: 1,
    name: nameInCall(run, plan.key, typeof plan.name === 'string' ? plan.name : keyInFile(plan.key)),
    // An unexpanded matrix, or a name that is not known yet.
    placeholder: plan.strategy?.matrix !== undefined || isExpression(plan.name),
    agentClass: null,
    labels: [],
    status: 'waiting',
    conclusion: null,
    result: null,
    waitingFor: { kind: 'needs', jobs: plan.needs },
    attempt: 0,
    continueOnError: false,
    failFast: true,
    maxParallel: null,
    timeoutMinutes: 360,
    environment: null,
    concurrencyGroup: null,
    outputs: {},
    reason: null,
    createdAt: at,
    startedAt: null,
    completedAt: null,
  };
}
