import type { StepPlan } from '../../contract/plan.ts';
import { isExpression } from '../../contract/template.ts';
import type { StepEvaluator } from './step-run.ts';

/** What the page calls a step: its name, or `Run` and its first line or action. */
export async function displayName(plan: StepPlan, evaluate: StepEvaluator): Promise<string> {
  if (plan.name !== undefined) return evaluate.text(plan.name);
  if (plan.uses !== undefined) return `Run ${plan.uses}`;
  return `Run ${firstLine(await evaluate.text(plan.run ?? ''))}`;
}

/** The name before anything can be evaluated. */
export function provisionalName(plan: StepPlan): string {
  if (typeof plan.name === 'string') return plan.name;
  if (plan.uses !== undefined) return `Run ${plan.uses}`;
  const text = plan.name ?? plan.run ?? '';
  return `Run ${firstLine(isExpression(text) ? text.$expr : String(text))}`;
}

function firstLine(text: string): string {
  return text.trim().split(/[\r\n]/, 1)[0] ?? '';
}
