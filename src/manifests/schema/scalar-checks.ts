import { parseQuantity, quantityProblem } from '../values/quantity.ts';
import type { Check, CheckRun } from './check-run.ts';
import { describeType, quote } from './describe-value.ts';

const rfc3339 =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[-+]\d\d:\d\d)$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const checks: Record<string, Check> = {
  any: () => {},
  object: (value, run) => {
    const isMapping = typeof value === 'object' && !Array.isArray(value);
    if (!isMapping)
      run.fault('wrong-type', `must be a mapping, but is ${describeType(value)}`, 'Write keys with values.');
  },
  string: (value, run) => {
    if (typeof value !== 'string' && value !== null) wrongString(value, run);
  },
  boolean: (value, run) => {
    if (typeof value !== 'boolean' && value !== null) wrongType(value, run, 'true or false', booleanHint(value));
  },
  number: (value, run) => {
    if (typeof value !== 'number' && value !== null) wrongType(value, run, 'a number', numberHint(value));
  },
  integer: (value, run) => integer(value, run, Number.MAX_SAFE_INTEGER),
  int32: (value, run) => integer(value, run, 2 ** 31 - 1),
  int64: (value, run) => integer(value, run, 2 ** 63),
  quantity: (value, run) => {
    if (typeof value === 'number' || value === null) return;
    if (typeof value !== 'string')
      wrongType(value, run, 'a quantity such as 500m or 128Mi', 'Write a number with a unit.');
    else if (parseQuantity(value) === undefined) {
      run.fault('invalid-quantity', `${quote(value)} is not a quantity`, quantityProblem(value));
    }
  },
  'int-or-string': (value, run) => {
    const isFine = typeof value === 'string' || value === null || Number.isInteger(value);
    if (!isFine) wrongType(value, run, 'a whole number or a text', 'Write a whole number, or a text in quotes.');
  },
  time: (value, run) => time(value, run),
  'micro-time': (value, run) => time(value, run),
  bytes: (value, run) => {
    if (value === null) return;
    if (typeof value !== 'string') wrongType(value, run, 'base64 text', 'Encode the value with base64.');
    else if (!base64.test(value.replaceAll(/[\r\n]/g, ''))) {
      const hint = 'Encode it with `base64 -w0`; a Secret takes plain text under stringData.';
      run.fault('invalid-value', `${quote(value)} is not base64`, hint);
    }
  },
};

/** The check of a scalar type of the catalog. Null means "not given" and is left to the mapping's required keys. */
export function scalarCheck(type: string): Check {
  return checks[type] ?? (() => {});
}

function integer(value: unknown, run: CheckRun, limit: number): void {
  if (value === null) return;
  if (typeof value !== 'number' || !Number.isInteger(value)) wrongType(value, run, 'a whole number', numberHint(value));
  else if (value > limit || value < -limit - 1) {
    run.fault('invalid-value', `${value} does not fit into the field`, 'Write a smaller number.');
  }
}

function time(value: unknown, run: CheckRun): void {
  if (value === null) return;
  if (typeof value === 'string' && rfc3339.test(value)) return;
  const hint = 'Write it as 2026-01-31T12:00:00Z.';
  run.fault(
    typeof value === 'string' ? 'invalid-value' : 'wrong-type',
    `must be a time, but is ${describeType(value)}`,
    hint,
  );
}

function wrongString(value: unknown, run: CheckRun): void {
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  wrongType(value, run, 'a text', isScalar ? `Put it in quotes: "${String(value)}".` : 'Write a single text.');
}

function wrongType(value: unknown, run: CheckRun, wanted: string, hint: string): void {
  run.fault('wrong-type', `must be ${wanted}, but is ${describeType(value)}`, hint);
}

function booleanHint(value: unknown): string {
  const isQuoted = value === 'true' || value === 'false';
  return isQuoted ? `Remove the quotes: ${value}.` : 'Write true or false, without quotes.';
}

function numberHint(value: unknown): string {
  const isQuoted = typeof value === 'string' && /^-?\d+$/.test(value);
  return isQuoted ? `Remove the quotes: ${value}.` : 'Write a number without quotes or unit.';
}
