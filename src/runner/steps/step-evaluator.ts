import { isExpression, type TemplateMap } from '../../contract/template.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { JsonObject, JsonValue } from '../../shared/json.ts';
import {
  evaluateBoolean,
  evaluateCondition,
  evaluatePositiveNumber,
  evaluateString,
  evaluateTemplate,
  type Scope,
} from '../../workflow/expressions/evaluate.ts';
import { withHashFiles } from '../../workflow/expressions/hash-files.ts';
import { hashFiles } from '../glob/hash-files.ts';
import { stepContexts } from '../job/contexts.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { processEnv } from '../job/process-env.ts';
import type { StepEvaluator, StepScope } from './step-run.ts';

export function stepEvaluator(
  runtime: JobRuntime,
  scope: StepScope,
  github: JsonObject,
  env: Record<string, string>,
): StepEvaluator {
  const hash = (patterns: string[]) => hashFiles(runtime.executor, processEnv(runtime, github, env), patterns);
  const evaluate = <T>(run: (scope: Scope) => T): Promise<T> =>
    withHashFiles(stepContexts(runtime, scope, github, env), hash, run);
  return {
    text: (template) => evaluate((inside) => evaluateString(template, inside)),
    texts: (map) => evaluate((inside) => evaluateTexts(map, inside)),
    value: (template) => evaluate((inside) => evaluateTemplate(template, inside)),
    boolean: (template) => evaluate((inside) => evaluateBoolean(template, inside)),
    number: (template) => evaluate((inside) => evaluatePositiveNumber(template, inside)),
    condition: (condition) => evaluate((inside) => evaluateCondition(condition, inside)),
  };
}

/** A mapping of texts (`env`, `with`): one expression for all of it must give an object. */
export function evaluateTexts(map: TemplateMap | undefined, scope: Scope): Record<string, string> {
  if (map === undefined) return {};
  if (!isExpression(map)) {
    return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, evaluateString(value, scope)]));
  }
  const value = evaluateTemplate(map, scope);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RaibidError(
      'expression_invalid',
      `Expected a mapping, found ${JSON.stringify(value)} (in \`${map.$expr}\`)`,
    );
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, textOf(member, scope)]));
}

/** Data is never evaluated again: an object that looks like an expression stays an object. */
function textOf(value: JsonValue, scope: Scope): string {
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'object' && value !== null) return 'Object';
  return evaluateString(value, scope);
}
