import type { StepPlan } from '../../contract/plan.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { NodeRuns } from '../../workflow/action/action-plan.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { setUpStep } from '../log/job-log.ts';
import { provisionalName } from '../steps/display-name.ts';
import type { ListedStep } from '../steps/run-steps.ts';
import { findBuiltIn } from './built-in.ts';
import { runNodeScript } from './node-action.ts';
import { resolveAction } from './resolve-action.ts';
import { resolveActionInputs } from './resolve-inputs.ts';
import type { ResolvedAction } from './resolved-action.ts';

type UnlistedStep = Omit<ListedStep, 'index'>;

/**
 * Fetches the remote actions of a job, those inside composite actions too, before the first step: a job whose action
 * cannot be had fails at once. Answers their pre steps in the order of the steps. Actions of the workspace are read
 * when they are used, and have no pre step, as on GitHub.
 */
export async function prepareActions(
  runtime: JobRuntime,
  owner: object,
  steps: readonly StepPlan[],
  depth = 0,
): Promise<UnlistedStep[]> {
  if (depth > runtime.limits.actionDepth) throw tooDeep(runtime);
  const preSteps: UnlistedStep[] = [];
  for (const plan of steps) {
    const { uses } = plan;
    if (uses === undefined || uses.startsWith('.') || findBuiltIn(uses) !== undefined) continue;
    const isNew = !runtime.resolvedActions.has(uses);
    const action = await resolveAction(runtime, uses);
    if (isNew) await runtime.log.line(setUpStep, `Action ${uses} is ready`);
    const state = runtime.actionStates.of(owner, plan);
    const { runs } = action.plan;
    if (runs.using === 'node' && runs.pre !== undefined)
      preSteps.push(preStep(runtime, plan, action, runs, runs.pre, state));
    if (runs.using === 'composite') preSteps.push(...(await prepareActions(runtime, state, runs.steps, depth + 1)));
  }
  return preSteps;
}

export function tooDeep(runtime: JobRuntime): RaibidError {
  return new RaibidError(
    'workflow_unsupported',
    `Actions use each other more than ${runtime.limits.actionDepth} deep.`,
  );
}

function preStep(
  runtime: JobRuntime,
  plan: StepPlan,
  action: ResolvedAction,
  runs: NodeRuns,
  script: string,
  state: Record<string, string>,
): UnlistedStep {
  const { id: _id, timeoutMinutes: _minutes, continueOnError: _continue, ...rest } = plan;
  return {
    plan: { ...rest, name: `Pre ${provisionalName(plan)}`, if: runs.preIf ?? { $expr: 'always()' } },
    state,
    run: async (step, evaluate) => {
      const inputs = await resolveActionInputs(runtime, step, evaluate, action.plan);
      return runNodeScript(runtime, step, action, script, inputs);
    },
  };
}
