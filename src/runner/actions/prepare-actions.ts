import type { StepPlan } from '../../contract/plan.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import type { ListedStep } from '../steps/run-steps.ts';
import type { StepScope } from '../steps/step-run.ts';

/** Fetches the remote actions of a job and answers their pre steps, in the order of the steps. */
export async function prepareActions(
  _runtime: JobRuntime,
  _scope: StepScope,
  _steps: readonly StepPlan[],
): Promise<Omit<ListedStep, 'index'>[]> {
  return [];
}
