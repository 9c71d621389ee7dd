import { usesImage } from '../../workflow/action/action-image.ts';
import type { ActionPlan } from '../../workflow/action/action-plan.ts';
import { addWarning } from '../commands/issues.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import type { StepEvaluator, StepRun } from '../steps/step-run.ts';
import { warnUnexpected } from './action-inputs.ts';

/** What the step gives over the defaults of the action file. Names as the action writes them, where it names them. */
export async function resolveActionInputs(
  runtime: JobRuntime,
  step: StepRun,
  evaluate: StepEvaluator,
  action: ActionPlan,
): Promise<Record<string, string>> {
  const given = await evaluate.texts(step.plan.with);
  const own = action.runs.using === 'docker' ? ['args', 'entrypoint'] : [];
  const isImage = usesImage(step.plan.uses ?? '');
  if (!isImage) await warnUnexpected(runtime, step, Object.keys(given), [...Object.keys(action.inputs), ...own]);
  const byName = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), { name, value }]));
  const inputs: Record<string, string> = {};
  for (const [name, definition] of Object.entries(action.inputs)) {
    const chosen = byName.get(name.toLowerCase());
    byName.delete(name.toLowerCase());
    inputs[name] = chosen?.value ?? (definition.default === undefined ? '' : await evaluate.text(definition.default));
    if (chosen !== undefined && definition.deprecationMessage !== undefined) {
      const message = `Input '${name}' has been deprecated with message: ${definition.deprecationMessage}`;
      await addWarning(runtime, step.index, message);
    }
  }
  for (const { name, value } of byName.values()) inputs[name] = value;
  return inputs;
}
