import type { StepPlan } from '../../contract/plan.ts';

/** The saved state of each action step, by the step's own plan. */
export interface ActionStates {
  of(plan: StepPlan): Record<string, string>;
}

export function createActionStates(): ActionStates {
  const states = new Map<StepPlan, Record<string, string>>();
  return {
    of: (plan) => {
      const state = states.get(plan) ?? {};
      states.set(plan, state);
      return state;
    },
  };
}
