import { data } from '@actions/expressions';
import type { ExpressionData } from '@actions/expressions/data/expressiondata';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { fromData, toData } from './data.ts';
import type { Scope } from './scope.ts';
import { shorten } from './shorten.ts';

/** Characters an expression may produce. Nested `format` doubles its text with each level and would eat the memory. */
const textLimit = 10 * 1024 * 1024;

/** Functions whose answer depends on the scope, and safer forms of some of the library's. Keys are in lower case. */
export function functionsOf(scope: Scope): Map<string, FunctionDefinition> {
  const status = scope.status ?? { success: true, failure: false, cancelled: false };
  return new Map([
    define('always', () => new data.BooleanData(true)),
    define('cancelled', () => new data.BooleanData(status.cancelled)),
    define('success', (...names) => new data.BooleanData(needsAre(scope, names, 'success') ?? status.success)),
    define('failure', (...names) => new data.BooleanData(needsAre(scope, names, 'failure') ?? status.failure)),
    define('hashfiles', (...patterns) => hashFiles(scope, patterns)),
    define('format', format),
    define('join', join),
    define('tojson', (value) => text(JSON.stringify(fromData(value ?? new data.Null()), null, 2))),
    define('fromjson', fromJson),
  ]);
}

function define(
  name: string,
  call: (...args: ExpressionData[]) => ExpressionData,
): readonly [string, FunctionDefinition] {
  return [name, { name, minArgs: 0, maxArgs: 255, call }];
}

/** `success('a', 'b')`: every named job; `failure('a', 'b')`: any of them. Null without names. */
function needsAre(scope: Scope, names: ExpressionData[], wanted: 'success' | 'failure'): boolean | null {
  if (names.length === 0) return null;
  const needs = objectOf(scope.contexts.needs);
  const results = names.map((name) => objectOf(needs[name.coerceString()]).result === wanted);
  return wanted === 'success' ? results.every(Boolean) : results.some(Boolean);
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function hashFiles(scope: Scope, patterns: ExpressionData[]): ExpressionData {
  if (scope.hashFiles === undefined) throw new Error('hashFiles() is not available here');
  return text(scope.hashFiles(patterns.map((pattern) => pattern.coerceString())));
}

function text(value: string): data.StringData {
  if (value.length > textLimit) throw new Error(`The result is longer than ${textLimit} characters`);
  return new data.StringData(value);
}

function fromJson(value: ExpressionData | undefined): ExpressionData {
  const source = value?.coerceString() ?? '';
  if (source.trim() === '') throw new Error('fromJSON() got an empty text');
  try {
    const parsed: JsonValue = JSON.parse(source);
    return toData(parsed);
  } catch (cause) {
    throw new Error(`fromJSON() got no JSON: ${shorten(source)}`, { cause });
  }
}

function join(list: ExpressionData | undefined, separator?: ExpressionData): ExpressionData {
  if (list === undefined) return text('');
  if (list.primitive) return text(list.coerceString());
  if (!(list instanceof data.Array)) return text('');
  const parts = list.values().map((item) => item.coerceString());
  const between = separator?.primitive ? separator.coerceString() : ',';
  checkLength(parts.reduce((sum, part) => sum + part.length + between.length, 0));
  return text(parts.join(between));
}

function checkLength(length: number): void {
  if (length > textLimit) throw new Error(`The result is longer than ${textLimit} characters`);
}

const formatPart = /\{\{|\}\}|\{(\d+)[^{}]*\}|[{}]/g;

function format(pattern: ExpressionData | undefined, ...values: ExpressionData[]): ExpressionData {
  const source = pattern?.coerceString() ?? '';
  const parts = values.map((value) => value.coerceString());
  let length = source.length;
  const result = source.replace(formatPart, (match: string, index: string | undefined) => {
    if (match === '{{') return '{';
    if (match === '}}') return '}';
    const part = index === undefined ? undefined : parts[Number(index)];
    if (part === undefined) throw new Error(`format() cannot fill ${match} in: ${shorten(source)}`);
    length += part.length;
    checkLength(length);
    return part;
  });
  return text(result);
}
