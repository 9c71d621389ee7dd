import type { StepPlan } from '../../contract/plan.ts';

/**
 * What each use of an action saved for its later parts (pre, main, post). `owner` is the job or the state of the composite
 * step around it: the same composite action used twice has two of everything.
 */
export interface ActionStates {
  of(owner: object, plan: StepPlan): Record<string, string>;
}

export function createActionStates(): ActionStates {
  const owners = new WeakMap<object, Map<StepPlan, Record<string, string>>>();
  return {
    of: (owner, plan) => {
      const states = owners.get(owner) ?? new Map<StepPlan, Record<string, string>>();
      owners.set(owner, states);
      const state = states.get(plan) ?? {};
      states.set(plan, state);
      return state;
    },
  };
}
