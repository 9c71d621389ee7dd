import type { StepPlan } from '../../contract/plan.ts';
import type { Result } from '../../contract/status.ts';
import type { Expression } from '../../contract/template.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { DockerRuns, NodeRuns } from '../../workflow/action/action-plan.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { setUpStep } from '../log/job-log.ts';
import { provisionalName } from '../steps/display-name.ts';
import type { ListedStep } from '../steps/run-steps.ts';
import type { PerformStep, StepRun } from '../steps/step-run.ts';
import { findBuiltIn } from './built-in.ts';
import { readyImage, runContainer } from './container-action.ts';
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
    if (runs.using === 'docker') await readyImage(runtime, runtime.cancellation.signal, setUpStep, action, runs);
    const run = preRunOf(runtime, action);
    if (run !== null && runs.using !== 'composite') preSteps.push(preStep(plan, runs.preIf, state, run));
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

type PreRun = (step: StepRun, inputs: Readonly<Record<string, string>>) => Promise<Result>;

/** How the pre part of an action is run; null where it has none. */
function preRunOf(runtime: JobRuntime, action: ResolvedAction): PerformStep | null {
  const { runs } = action.plan;
  if (runs.using === 'composite') return null;
  const run = runs.using === 'node' ? nodePre(runtime, action, runs) : containerPre(runtime, action, runs);
  return run && (async (step, evaluate) => run(step, await resolveActionInputs(runtime, step, evaluate, action.plan)));
}

function nodePre(runtime: JobRuntime, action: ResolvedAction, { pre }: NodeRuns): PreRun | null {
  return pre === undefined ? null : (step, inputs) => runNodeScript(runtime, step, action, pre, inputs);
}

function containerPre(runtime: JobRuntime, action: ResolvedAction, runs: DockerRuns): PreRun | null {
  const { preEntrypoint } = runs;
  if (preEntrypoint === undefined) return null;
  return (step, inputs) => runContainer(runtime, step, action, runs, preEntrypoint, inputs);
}

function preStep(
  plan: StepPlan,
  condition: Expression | undefined,
  state: Record<string, string>,
  run: PerformStep,
): UnlistedStep {
  const { id: _id, timeoutMinutes: _minutes, continueOnError: _continue, ...rest } = plan;
  const name = `Pre ${provisionalName(plan)}`;
  return { plan: { ...rest, name, if: condition ?? { $expr: 'always()' } }, state, run };
}
