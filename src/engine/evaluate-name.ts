import type { Template } from '../contract/template.ts';
import { RaibidError } from '../shared/errors.ts';
import { evaluateString, type Scope } from '../workflow/expressions/evaluate.ts';
import { engineLimits } from './limits.ts';

/** The name of a concurrency group or environment. Throws `workflow_invalid` when it is too long to be one. */
export function evaluateName(template: Template, scope: Scope): string {
  const name = evaluateString(template, scope);
  if (name.length <= engineLimits.name) return name;
  throw new RaibidError(
    'workflow_invalid',
    `A name of ${name.length} characters; at most ${engineLimits.name} are allowed`,
  );
}
