import type { StepPlan } from '../../contract/plan.ts';
import type { StepScope } from './step-run.ts';

/** `github.action`: the step's id, or `__run`, `__actions_checkout`, with `_2` and so on for the next of its name. */
export function actionName(scope: StepScope, plan: StepPlan): string {
  if (plan.id !== undefined) return plan.id;
  const base = plan.uses === undefined ? '__run' : `__${plan.uses.replace(/@.*$/, '').replace(/[^\w-]+/g, '_')}`;
  const count = (scope.names.get(base) ?? 0) + 1;
  scope.names.set(base, count);
  return count === 1 ? base : `${base}_${count}`;
}
