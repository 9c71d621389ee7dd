import type { JobResult } from '../../contract/job-message.ts';
import { addError, addWarning } from '../commands/issues.ts';
import { setUpStep } from '../log/job-log.ts';
import { stepEvaluator } from '../steps/step-evaluator.ts';
import type { StepScope } from '../steps/step-run.ts';
import type { JobRuntime } from './job-runtime.ts';

/** Evaluates the job's outputs and makes its result. `scope` is null when the set-up failed. */
export async function finishJob(runtime: JobRuntime, scope: StepScope | null): Promise<JobResult> {
  const outputs = scope === null ? {} : await evaluateOutputs(runtime, scope);
  const environmentUrl = scope === null ? null : await evaluateUrl(runtime, scope);
  const kind = runtime.cancellation.kind();
  if (kind !== null) await sayEnd(runtime, runtime.cancellation.reason());
  runtime.steps.finish();
  return {
    conclusion: kind ?? runtime.status,
    outputs,
    steps: runtime.steps.all(),
    annotations: runtime.annotations,
    summary: runtime.summary.parts.join('\n'),
    environmentUrl,
  };
}

/** Unless the step that was stopped has said it. */
async function sayEnd(runtime: JobRuntime, reason: string): Promise<void> {
  if (!runtime.annotations.some(({ message }) => message === reason)) await addError(runtime, setUpStep, reason);
}

/** An output that holds a secret is left out, as on GitHub: other jobs could not mask it. So is one that is too long. */
async function evaluateOutputs(runtime: JobRuntime, scope: StepScope): Promise<Record<string, string>> {
  const evaluate = stepEvaluator(runtime, scope, runtime.github, runtime.env);
  const outputs: Record<string, string> = {};
  for (const [name, template] of Object.entries(runtime.job.outputs)) {
    try {
      const value = await evaluate.text(template);
      const refusal = refusalOf(runtime, value);
      if (refusal === null) outputs[name] = value;
      else await addWarning(runtime, setUpStep, `Skip output '${name}' since it ${refusal}.`);
    } catch (error) {
      if (runtime.status === 'success') runtime.status = 'failure';
      await addError(runtime, setUpStep, error instanceof Error ? error.message : String(error));
    }
  }
  return outputs;
}

function refusalOf(runtime: JobRuntime, value: string): string | null {
  if (runtime.log.masker.mask(value) !== value) return 'may contain secret';
  const limit = runtime.limits.outputCharacters;
  return value.length > limit ? `is longer than ${limit} characters` : null;
}

async function evaluateUrl(runtime: JobRuntime, scope: StepScope): Promise<string | null> {
  const url = runtime.job.environment?.url;
  if (url === undefined) return null;
  try {
    const evaluate = stepEvaluator(runtime, scope, runtime.github, runtime.env);
    return runtime.log.masker.mask(await evaluate.text(url));
  } catch (error) {
    await addWarning(
      runtime,
      setUpStep,
      `The environment's url: ${error instanceof Error ? error.message : String(error)}`,
    );
    return null;
  }
}
