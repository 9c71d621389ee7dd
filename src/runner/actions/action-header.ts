import type { JobRuntime } from '../job/job-runtime.ts';
import { printEntry, printEnv } from '../steps/run-script.ts';
import type { StepRun } from '../steps/step-run.ts';

/** GitHub's look of a `uses` step: the action, what it was given, the environment. */
export async function printActionHeader(
  runtime: JobRuntime,
  step: StepRun,
  given: Readonly<Record<string, string>>,
): Promise<void> {
  await runtime.log.line(step.index, `##[group]Run ${step.plan.uses ?? ''}`);
  const entries = Object.entries(given);
  if (entries.length > 0) await runtime.log.line(step.index, 'with:');
  for (const [name, value] of entries) await printEntry(runtime, step, name, value);
  await printEnv(runtime, step);
  await runtime.log.line(step.index, '##[endgroup]');
}
