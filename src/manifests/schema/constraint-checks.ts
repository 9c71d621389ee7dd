import { isDeepStrictEqual } from 'node:util';
import type { SchemaNode, SchemaObject } from './catalog-format.ts';
import { type Check, CheckRun } from './check-run.ts';
import { describeType, quote } from './describe-value.ts';
import { formatCheck } from './format-checks.ts';
import { compilePattern } from './go-pattern.ts';
import type { Flavour } from './schema-catalog.ts';
import { suggest } from './suggest.ts';

/** The checks that a schema's constraints ask for, beside its type. */
export function constraintChecks(
  node: SchemaObject,
  compile: (node: SchemaNode) => Check,
  defaults: Record<string, unknown>,
  flavour: Flavour,
): Check[] {
  const completed = (check: Check | undefined) => check && withDefaults(check, defaults);
  return [
    enumCheck(node, flavour),
    patternCheck(node),
    node.format === undefined ? undefined : formatCheck(node.format),
    rangeCheck(node),
    sizeCheck(node),
    completed(anyOfCheck(node.anyOf, compile)),
    completed(oneOfCheck(node.oneOf, compile)),
    ...(node.allOf ?? []).map((inner) => completed(compile(inner))),
    completed(notCheck(node.not, compile)),
  ].filter((check) => check !== undefined);
}

function withDefaults(check: Check, defaults: Record<string, unknown>): Check {
  if (Object.keys(defaults).length === 0) return check;
  return (value, run) => {
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    check(isMapping ? { ...defaults, ...value } : value, run);
  };
}

/** An empty text counts as not given in a built-in kind only. */
function enumCheck({ enum: values }: SchemaObject, flavour: Flavour): Check | undefined {
  if (!values) return undefined;
  const texts = values.map(String);
  return (value, run) => {
    if (value === null || (value === '' && flavour === 'builtin') || values.includes(value)) return;
    if (typeof value === 'object' && values.some((each) => isDeepStrictEqual(each, value))) return;
    const near = typeof value === 'string' ? suggest(value, texts) : undefined;
    const hint =
      near === undefined
        ? `Write one of ${texts.join(', ')}.`
        : `Did you mean "${near}"? Allowed: ${texts.join(', ')}.`;
    run.fault('invalid-value', `must be one of ${texts.join(', ')}, but is ${describeType(value)}`, hint);
  };
}

function patternCheck({ pattern }: SchemaObject): Check | undefined {
  if (pattern === undefined) return undefined;
  const compiled = compilePattern(pattern);
  if (!compiled) return undefined;
  return (value, run) => {
    if (typeof value !== 'string' || compiled.test(value)) return;
    run.fault('invalid-value', `${quote(value)} does not have the form ${pattern}`, 'Write a value of that form.');
  };
}

function rangeCheck(node: SchemaObject): Check | undefined {
  const { minimum, maximum, multipleOf } = node;
  if (minimum === undefined && maximum === undefined && multipleOf === undefined) return undefined;
  return (value, run) => {
    if (typeof value !== 'number') return;
    const isLow = minimum !== undefined && (node.exclusiveMinimum ? value <= minimum : value < minimum);
    const isHigh = maximum !== undefined && (node.exclusiveMaximum ? value >= maximum : value > maximum);
    const range = [
      minimum === undefined ? '' : `at least ${minimum}`,
      maximum === undefined ? '' : `at most ${maximum}`,
    ];
    const wanted = range.filter(Boolean).join(' and ');
    if (isLow || isHigh)
      run.fault('invalid-value', `must be ${wanted}, but is ${value}`, 'Write a number in that range.');
    if (multipleOf !== undefined && value % multipleOf !== 0) {
      run.fault('invalid-value', `must be a multiple of ${multipleOf}, but is ${value}`, 'Write such a number.');
    }
  };
}

const sizes = [
  [
    'minLength',
    'maxLength',
    'characters',
    (value: unknown) => (typeof value === 'string' ? [...value].length : undefined),
  ],
  ['minItems', 'maxItems', 'items', (value: unknown) => (Array.isArray(value) ? value.length : undefined)],
  ['minProperties', 'maxProperties', 'keys', countKeys],
] as const;

function countKeys(value: unknown): number | undefined {
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMapping ? Object.keys(value).length : undefined;
}

function sizeCheck(node: SchemaObject): Check | undefined {
  const limits = sizes.filter(([min, max]) => node[min] !== undefined || node[max] !== undefined);
  if (limits.length === 0) return undefined;
  return (value, run) => {
    for (const [min, max, unit, measure] of limits) {
      const size = measure(value);
      if (size === undefined) continue;
      const [low, high] = [node[min] ?? 0, node[max] ?? Number.POSITIVE_INFINITY];
      if (size < low)
        run.fault('invalid-value', `must have at least ${low} ${unit}, but has ${size}`, 'Add what is missing.');
      if (size > high)
        run.fault('invalid-value', `must have at most ${high} ${unit}, but has ${size}`, 'Make it shorter.');
    }
  };
}

/** How many of the alternatives accept the value. */
function matches(checks: Check[], value: unknown): number {
  return checks.filter((check) => {
    const trial = new CheckRun();
    check(value, trial);
    return trial.faults.length === 0;
  }).length;
}

function anyOfCheck(nodes: SchemaNode[] | undefined, compile: (node: SchemaNode) => Check): Check | undefined {
  if (!nodes) return undefined;
  const checks = nodes.map(compile);
  return (value, run) => {
    if (value === null || matches(checks, value) > 0) return;
    run.fault(
      'invalid-value',
      `must fit at least one of: ${describeAlternatives(nodes)}`,
      'Complete one of the alternatives.',
    );
  };
}

function oneOfCheck(nodes: SchemaNode[] | undefined, compile: (node: SchemaNode) => Check): Check | undefined {
  if (!nodes) return undefined;
  const checks = nodes.map(compile);
  return (value, run) => {
    const count = value === null ? 1 : matches(checks, value);
    if (count === 1) return;
    const message = `must fit exactly one of: ${describeAlternatives(nodes)} (it fits ${count})`;
    run.fault(
      'invalid-value',
      message,
      count === 0 ? 'Complete one of the alternatives.' : 'Keep only one of the alternatives.',
    );
  };
}

function notCheck(node: SchemaNode | undefined, compile: (node: SchemaNode) => Check): Check | undefined {
  if (node === undefined) return undefined;
  const check = compile(node);
  return (value, run) => {
    if (value === null || matches([check], value) === 0) return;
    const hint = 'Remove what does not go together.';
    run.fault('invalid-value', `must not fit: ${describeAlternatives([node])}`, hint, { target: 'inside' });
  };
}

function describeAlternatives(nodes: SchemaNode[]): string {
  return nodes.map(describeNode).join(' | ');
}

function describeNode(node: SchemaNode): string {
  if (typeof node === 'string') return node;
  if (node.type !== undefined) return `a ${node.type}`;
  if (node.list !== undefined) return 'a list';
  if (node.required) return node.required.map((key) => `"${key}" given`).join(' and ');
  if (node.enum) return `one of ${node.enum.join(', ')}`;
  if (node.not !== undefined) return `not ${describeNode(node.not)}`;
  const combined = node.anyOf ?? node.allOf ?? node.oneOf;
  if (combined) return `(${describeAlternatives(combined)})`;
  if (node.fields) return `certain values of ${Object.keys(node.fields).join(', ')}`;
  return JSON.stringify(node);
}
