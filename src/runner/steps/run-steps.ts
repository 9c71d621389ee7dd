import type { StepPlan } from '../../contract/plan.ts';
import type { Result } from '../../contract/status.ts';
import { isRaibidError } from '../../shared/errors.ts';
import { addError } from '../commands/issues.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { actionName } from './action-name.ts';
import { displayName } from './display-name.ts';
import { stepEvaluator } from './step-evaluator.ts';
import type { PerformStep, StepEvaluator, StepRun, StepScope } from './step-run.ts';
import { watchStep } from './step-watch.ts';

/** A step with its place in the job's list; steps of composite actions log to the step that uses the action. */
export interface ListedStep {
  plan: StepPlan;
  index: number;
  /** Shared by the pre, main and post part of an action. */
  state?: Record<string, string>;
  /** Instead of what the plan says: the pre part of an action. */
  run?: PerformStep;
}

/** What the caller does with the end of each step. */
export type OnStepEnd = (step: ListedStep, conclusion: Result) => void;

/**
 * Runs steps one after another: `if`, `env`, `timeout-minutes`, `continue-on-error`, the `steps` context. Never rejects
 * for a fault of a step. `parent` is the composite step around them.
 */
export async function runSteps(
  runtime: JobRuntime,
  scope: StepScope,
  steps: readonly ListedStep[],
  onEnd: OnStepEnd,
  parent?: StepRun,
): Promise<void> {
  for (const step of steps) {
    if (mustStop(runtime, parent)) return;
    onEnd(step, await runOne(runtime, scope, step, parent));
  }
}

function mustStop(runtime: JobRuntime, parent: StepRun | undefined): boolean {
  const parentStopped = parent?.signal.aborted && parent.signal.reason !== 'cancel';
  return runtime.cancellation.deadline.aborted || parentStopped === true;
}

async function runOne(runtime: JobRuntime, scope: StepScope, listed: ListedStep, parent?: StepRun): Promise<Result> {
  const { plan, index } = listed;
  if (scope.depth === 0) runtime.steps.start(index);
  const step = newStep(runtime, scope, listed);
  try {
    const evaluate = await prepare(runtime, step);
    if (!(await evaluate.condition(plan.if))) return record(step, 'skipped', 'skipped');
    const outcome = await runWatched(runtime, step, listed, evaluate, parent);
    const mended = outcome === 'failure' && (await continues(plan, evaluate));
    return record(step, outcome, mended ? 'success' : outcome);
  } catch (error) {
    await explain(runtime, index, error);
    return record(step, 'failure', 'failure');
  }
}

/** Runs the step under the eyes of its timeout and the job's cancel. A step that cannot start has failed. */
async function runWatched(
  runtime: JobRuntime,
  step: StepRun,
  listed: ListedStep,
  evaluate: StepEvaluator,
  parent: StepRun | undefined,
): Promise<Result> {
  const watch = await watchStep(runtime, step, evaluate, parent);
  const watched = { ...step, signal: watch.signal };
  try {
    return await watch.judge(await (listed.run ?? runtime.performStep)(watched, evaluate));
  } catch (error) {
    if (watch.signal.aborted) return await watch.judge('failure');
    await explain(runtime, step.index, error);
    return 'failure';
  } finally {
    watch.dispose();
  }
}

function newStep(runtime: JobRuntime, scope: StepScope, { plan, index, state }: ListedStep): StepRun {
  return {
    plan,
    scope,
    index,
    env: { ...runtime.env, ...scope.env },
    ownEnv: {},
    github: { ...runtime.github, ...scope.github, action: actionName(scope, plan) },
    outputs: {},
    state: state ?? {},
    signal: new AbortController().signal,
    commandFailed: false,
    echo: false,
  };
}

/** Evaluates the step's `env` into its context, then its name. */
async function prepare(runtime: JobRuntime, step: StepRun): Promise<StepEvaluator> {
  const { plan, scope, index } = step;
  const evaluate = stepEvaluator(runtime, scope, step.github, step.env);
  Object.assign(step.ownEnv, await evaluate.texts(plan.env));
  Object.assign(step.env, step.ownEnv);
  if (scope.depth === 0) runtime.steps.rename(index, runtime.log.masker.mask(await displayName(plan, evaluate)));
  return evaluate;
}

async function continues(plan: StepPlan, evaluate: StepEvaluator): Promise<boolean> {
  return plan.continueOnError !== undefined && evaluate.boolean(plan.continueOnError);
}

function record(step: StepRun, outcome: Result, conclusion: Result): Result {
  const { id } = step.plan;
  if (id !== undefined) step.scope.records[id] = { outputs: step.outputs, outcome, conclusion };
  return conclusion;
}

/** Why a step could not start, and what its author can do. */
async function explain(runtime: JobRuntime, index: number, error: unknown): Promise<void> {
  await addError(runtime, index, error instanceof Error ? error.message : String(error));
  if (isRaibidError(error, 'tool_missing')) await runtime.log.line(index, error.hint);
}
