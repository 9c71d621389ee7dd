import type { Result } from '../../contract/status.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import type { StepRun } from '../steps/step-run.ts';

/** An action that this package carries itself: it needs no internet and no Node in the job's place. */
export interface BuiltInAction {
  /** Names and defaults, as in the action's own action.yml. */
  inputs: Readonly<Record<string, string>>;
  required?: readonly string[];
  run(runtime: JobRuntime, step: StepRun, inputs: Readonly<Record<string, string>>): Promise<Result>;
}
