import type { Triggers } from '../../contract/plan.ts';

/** Events that start a workflow, as they stand below `on:`. */
export function eventNames(on: Triggers): string[] {
  return Object.entries(on).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}
