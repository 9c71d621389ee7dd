import type { Tree } from '../parser/tree.ts';
import type { Problems } from '../problem.ts';
import { field } from './fields.ts';

/** Refuses a fixed number that is not above zero; what an expression gives is checked when it is evaluated. */
export function checkPositive(tree: Tree, key: string, problems: Problems): void {
  const value = field(tree, key)?.value;
  if (value?.kind !== 'scalar' || typeof value.value !== 'number' || value.value > 0) return;
  problems.invalid(value.at, `\`${key}\` must be above zero`, 'Write a larger number, or remove the key.');
}
