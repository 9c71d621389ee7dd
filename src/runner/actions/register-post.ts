import type { Result } from '../../contract/status.ts';
import type { Expression } from '../../contract/template.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { provisionalName } from '../steps/display-name.ts';
import type { StepRun } from '../steps/step-run.ts';

/** Adds a post step to the end of the job. Without a condition it always runs. */
export function registerPost(
  runtime: JobRuntime,
  step: StepRun,
  post: { condition?: Expression; run: (later: StepRun) => Promise<Result> },
): void {
  runtime.postSteps.push({
    name: `Post ${provisionalName(step.plan)}`,
    condition: post.condition ?? { $expr: 'always()' },
    plan: step.plan,
    scope: step.scope,
    state: step.state,
    run: post.run,
  });
}
