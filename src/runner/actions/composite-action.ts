import type { Result } from '../../contract/status.ts';
import type { ActionPlan, CompositeRuns } from '../../workflow/action/action-plan.ts';
import type { JobRuntime, JobStatus } from '../job/job-runtime.ts';
import { runSteps } from '../steps/run-steps.ts';
import { stepEvaluator } from '../steps/step-evaluator.ts';
import type { StepRun, StepScope } from '../steps/step-run.ts';
import { tooDeep } from './prepare-actions.ts';
import type { ResolvedAction } from './resolved-action.ts';

/**
 * Runs the steps of a composite action in a scope of their own: own `steps` and `inputs`, own success and failure.
 * Their lines belong to the step that uses the action.
 */
export async function runCompositeAction(
  runtime: JobRuntime,
  step: StepRun,
  action: ResolvedAction,
  runs: CompositeRuns,
  inputs: Readonly<Record<string, string>>,
): Promise<Result> {
  if (step.scope.depth >= runtime.limits.actionDepth) throw tooDeep(runtime);
  let status: JobStatus = 'success';
  const scope = childScope(runtime, step, action, inputs, () => status);
  const listed = runs.steps.map((plan) => ({
    plan,
    index: step.index,
    state: runtime.actionStates.of(step.state, plan),
  }));
  await runSteps(
    runtime,
    scope,
    listed,
    (_step, conclusion) => {
      if (conclusion === 'failure' || conclusion === 'cancelled') status = conclusion;
    },
    step,
  );
  await setOutputs(runtime, step, scope, action.plan);
  return status;
}

function childScope(
  runtime: JobRuntime,
  step: StepRun,
  action: ResolvedAction,
  inputs: Readonly<Record<string, string>>,
  status: () => JobStatus,
): StepScope {
  return {
    records: {},
    inputs: { ...inputs },
    github: {
      ...step.scope.github,
      action_path: action.folder,
      action_repository: action.origin?.repository ?? '',
      action_ref: action.origin?.ref ?? '',
    },
    env: { ...step.scope.env, ...step.ownEnv },
    defaults: {},
    file: action.file,
    depth: step.scope.depth + 1,
    names: new Map(),
    status: () => {
      const cancelled = runtime.status === 'cancelled';
      return {
        success: !cancelled && status() === 'success',
        failure: !cancelled && status() === 'failure',
        cancelled,
      };
    },
  };
}

async function setOutputs(runtime: JobRuntime, step: StepRun, scope: StepScope, action: ActionPlan): Promise<void> {
  const evaluate = stepEvaluator(runtime, scope, { ...step.github, ...scope.github }, step.env);
  for (const [name, { value }] of Object.entries(action.outputs)) {
    if (value !== undefined) step.outputs[name] = await evaluate.text(value);
  }
}
