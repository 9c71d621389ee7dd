import type { JobPlan } from '../contract/plan.ts';
import { isExpression } from '../contract/template.ts';
import type { JsonObject, JsonValue } from '../shared/json.ts';
import { evaluateString, type Scope } from '../workflow/expressions/evaluate.ts';

/** Characters of a name; longer ones are cut, as on GitHub. */
const nameLimit = 100;

/**
 * The name people see: `name` of the file or the job's key. Matrix values follow in brackets unless the name has
 * expressions: then its author chose which to show.
 */
export function jobName(plan: JobPlan, matrix: JsonObject | null, scope: Scope): string {
  const base = plan.name === undefined ? plan.key : evaluateString(plan.name, scope) || plan.key;
  if (matrix === null || isExpression(plan.name)) return cut(base);
  return cut(`${base} (${Object.values(matrix).flatMap(leavesOf).join(', ')})`);
}

function leavesOf(value: JsonValue): string[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  if (typeof value === 'object') return Object.values(value).flatMap(leavesOf);
  return [String(value)];
}

function cut(name: string): string {
  return name.length > nameLimit ? `${name.slice(0, nameLimit - 3)}...` : name;
}
