import type { Result } from '../../contract/status.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import type { StepEvaluator, StepRun } from '../steps/step-run.ts';
import { printActionHeader } from './action-header.ts';
import { builtInInputs } from './action-inputs.ts';
import { findBuiltIn } from './built-in.ts';
import type { BuiltInAction } from './built-in-action.ts';
import { runCompositeAction } from './composite-action.ts';
import { runContainerAction } from './container-action.ts';
import { runNodeAction } from './node-action.ts';
import { prepareActions } from './prepare-actions.ts';
import { resolveAction } from './resolve-action.ts';
import { resolveActionInputs } from './resolve-inputs.ts';

/** Runs a `uses:` step. Rejects when the action cannot be had. */
export async function runAction(runtime: JobRuntime, step: StepRun, evaluate: StepEvaluator): Promise<Result> {
  const uses = step.plan.uses ?? '';
  const builtIn = findBuiltIn(uses);
  if (builtIn !== undefined) return runBuiltIn(runtime, step, evaluate, builtIn);
  const action = await resolveAction(runtime, uses);
  const inputs = await resolveActionInputs(runtime, step, evaluate, action.plan);
  await printActionHeader(runtime, step, inputs);
  const { runs } = action.plan;
  if (runs.using === 'node') return runNodeAction(runtime, step, action, runs, inputs);
  if (runs.using === 'docker') return runContainerAction(runtime, step, action, runs, inputs);
  // What a local composite action uses could not be fetched before the job: its files were not there yet.
  if (action.origin === null) await prepareActions(runtime, step.state, runs.steps, step.scope.depth + 1);
  return runCompositeAction(runtime, step, action, runs, inputs);
}

async function runBuiltIn(
  runtime: JobRuntime,
  step: StepRun,
  evaluate: StepEvaluator,
  action: BuiltInAction,
): Promise<Result> {
  const given = await evaluate.texts(step.plan.with);
  await printActionHeader(runtime, step, given);
  const inputs = await builtInInputs(runtime, step, action, given);
  const files = {
    action_repository: (step.plan.uses ?? '').replace(/@.*$/, ''),
    action_ref: step.plan.uses?.split('@')[1] ?? '',
  };
  Object.assign(step.github, files);
  return action.run(runtime, step, inputs);
}
