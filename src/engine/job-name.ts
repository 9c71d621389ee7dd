import { callOf } from '../contract/held-groups.ts';
import type { JobPlan } from '../contract/plan.ts';
import type { RunState } from '../contract/run-state.ts';
import { isExpression } from '../contract/template.ts';
import type { JsonObject, JsonValue } from '../shared/json.ts';
import { evaluateString, type Scope } from '../workflow/expressions/evaluate.ts';
import { keyInFile } from './calls/plan-of-call.ts';

/** Characters of a name; longer ones are cut, as on GitHub. */
const nameLimit = 100;

/**
 * The name people see: `name` of the file or the job's key. Matrix values follow in brackets unless the name has
 * expressions: then its author chose which to show.
 */
export function jobName(run: RunState, plan: JobPlan, matrix: JsonObject | null, scope: Scope): string {
  const key = keyInFile(plan.key);
  const base = plan.name === undefined ? key : evaluateString(plan.name, scope) || key;
  if (matrix === null || isExpression(plan.name)) return nameInCall(run, plan.key, base);
  return nameInCall(run, plan.key, `${base} (${Object.values(matrix).flatMap(leavesOf).join(', ')})`);
}

/** A job's name behind that of the job which called its workflow, as on GitHub: `build / test`. */
export function nameInCall(run: RunState, key: string, name: string): string {
  const caller = run.calls?.[callOf(key) ?? '']?.name;
  return cut(caller === undefined ? name : `${caller} / ${name}`);
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
