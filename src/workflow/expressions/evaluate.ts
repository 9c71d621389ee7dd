import { Evaluator } from '@actions/expressions';
import type { ExpressionData } from '@actions/expressions/data/expressiondata';
import { falsy } from '@actions/expressions/result';
import { type Expression, isExpression, type Template } from '../../contract/template.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { fromData, JsonDictionary, toData } from './data.ts';
import { functionsOf } from './functions.ts';
import { namesStatusFunction, parseCached } from './parse-expression.ts';
import type { Scope } from './scope.ts';
import { shorten } from './shorten.ts';

export type { Scope, StatusFacts } from './scope.ts';

/**
 * Evaluates one expression (text without `${{ }}`) as GitHub does. Throws `expression_invalid` with the expression's
 * place in the file.
 */
export function evaluateExpression(expression: Expression | string, scope: Scope): JsonValue {
  return fromData(evaluateData(expression, scope));
}

/** Evaluates a value of the file: expressions inside lists and mappings are replaced, everything else stays. */
export function evaluateTemplate(template: Template, scope: Scope): JsonValue {
  if (isExpression(template)) return evaluateExpression(template, scope);
  if (Array.isArray(template)) return template.map((item) => evaluateTemplate(item, scope));
  if (typeof template === 'object' && template !== null) return evaluateMembers(template, scope);
  return template;
}

function evaluateMembers(members: { [key: string]: Template }, scope: Scope): JsonObject {
  return Object.fromEntries(Object.entries(members).map(([key, value]) => [key, evaluateTemplate(value, scope)]));
}

/** The value as text, by GitHub's rules: null is empty, numbers have at most 15 digits, lists and objects are `Array`, `Object`. */
export function evaluateString(template: Template, scope: Scope): string {
  const value = isExpression(template) ? evaluateData(template, scope) : toData(evaluateTemplate(template, scope));
  return value.coerceString();
}

/** For `continue-on-error`, `fail-fast`, `cancel-in-progress`: a boolean, its text, or null for false. */
export function evaluateBoolean(template: Template, scope: Scope): boolean {
  const value = evaluateTemplate(template, scope);
  if (typeof value === 'boolean') return value;
  if (value === null || value === '' || value === 'false') return false;
  if (value === 'true') return true;
  throw invalid(template, scope, `Expected true or false, found ${JSON.stringify(value)}`);
}

/** For `timeout-minutes`, `max-parallel`: a number above zero, or its text. */
export function evaluatePositiveNumber(template: Template, scope: Scope): number {
  const value = evaluateTemplate(template, scope);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && number > 0 && Number.isFinite(number)) return number;
  throw invalid(template, scope, `Expected a number above zero, found ${JSON.stringify(value)}`);
}

/**
 * Evaluates an `if`. Without a status function in it, `success()` must hold as well; an absent or empty condition is
 * `success()`.
 */
export function evaluateCondition(condition: Expression | undefined, scope: Scope): boolean {
  if (condition === undefined || condition.$expr.trim() === '') return scope.status?.success ?? true;
  if (!hasStatusFunction(condition, scope) && scope.status?.success === false) return false;
  return !falsy(evaluateData(condition, scope));
}

function hasStatusFunction(condition: Expression, scope: Scope): boolean {
  try {
    return namesStatusFunction(parseCached(condition.$expr));
  } catch (cause) {
    throw invalid(condition, scope, messageOf(cause), cause);
  }
}

function evaluateData(expression: Expression | string, scope: Scope): ExpressionData {
  const text = typeof expression === 'string' ? expression : expression.$expr;
  try {
    return new Evaluator(parseCached(text), contextsOf(scope), functionsOf(scope)).evaluate();
  } catch (cause) {
    throw invalid(expression, scope, messageOf(cause), cause);
  }
}

/** A context that the place allows but that has no value here reads as null, never as undefined. */
function contextsOf(scope: Scope): JsonDictionary {
  return new ContextDictionary(scope.contexts);
}

class ContextDictionary extends JsonDictionary {
  override get(key: string): ExpressionData {
    return super.get(key) ?? toData(null);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function invalid(where: Template, scope: Scope, message: string, cause?: unknown): RaibidError {
  const [line, column] = isExpression(where) ? (where.at ?? []) : [];
  const text = isExpression(where) ? where.$expr : typeof where === 'string' ? where : JSON.stringify(where);
  return new RaibidError('expression_invalid', `${message} (in \`${shorten(text)}\`)`, {
    ...(scope.file !== undefined && {
      at: { file: scope.file, ...(line !== undefined && { line }), ...(column !== undefined && { column }) },
    }),
    ...(line !== undefined && column !== undefined && { details: { line, column } }),
    cause,
  });
}
