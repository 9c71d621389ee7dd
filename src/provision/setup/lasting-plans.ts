import type { ComponentEntry } from '../components.ts';
import type { ComponentPlan } from './plan.ts';

/**
 * The plans that still hold when it is their component's turn: nothing that it depends on changes in the same run. The
 * others must be made anew then, since what they were compared with is another by that time.
 */
export function lastingPlans(
  entries: readonly Pick<ComponentEntry, 'name' | 'dependsOn'>[],
  plans: readonly ComponentPlan[],
): Map<string, ComponentPlan> {
  const byName = new Map(plans.map((plan) => [plan.component, plan]));
  const restless = new Set<string>();
  const lasting = new Map<string, ComponentPlan>();
  for (const { name, dependsOn } of entries) {
    const plan = byName.get(name);
    const isStirred = dependsOn.some((each) => restless.has(each));
    if (isStirred || (plan !== undefined && plan.changes.length > 0)) restless.add(name);
    if (plan !== undefined && !plan.isGuess && !isStirred) lasting.set(name, plan);
  }
  return lasting;
}
