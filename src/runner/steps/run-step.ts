import type { Result } from '../../contract/status.ts';
import { runAction } from '../actions/run-action.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { runScript } from './run-script.ts';
import type { StepEvaluator, StepRun } from './step-run.ts';

/** Runs what a step does, once its condition holds. Rejects when that cannot start. */
export async function runStep(runtime: JobRuntime, step: StepRun, evaluate: StepEvaluator): Promise<Result> {
  const result = step.plan.uses === undefined ? runScript(runtime, step, evaluate) : runAction(runtime, step, evaluate);
  const outcome = await result;
  return outcome === 'success' && step.commandFailed ? 'failure' : outcome;
}
