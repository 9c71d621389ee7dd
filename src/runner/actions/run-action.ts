import type { Result } from '../../contract/status.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import type { StepEvaluator } from '../steps/step-evaluator.ts';
import type { StepRun } from '../steps/step-run.ts';
import { printActionHeader } from './action-header.ts';
import { builtInInputs } from './action-inputs.ts';
import { findBuiltIn } from './built-in.ts';

/** Runs a `uses:` step. Rejects when the action cannot be had. */
export async function runAction(runtime: JobRuntime, step: StepRun, evaluate: StepEvaluator): Promise<Result> {
  const uses = step.plan.uses ?? '';
  const builtIn = findBuiltIn(uses);
  if (builtIn !== undefined) {
    const given = await evaluate.texts(step.plan.with);
    await printActionHeader(runtime, step, given);
    return builtIn.run(runtime, step, await builtInInputs(runtime, step, builtIn, given));
  }
  throw new RaibidError('workflow_unsupported', `The action ${uses} is not supported.`);
}
