import type { CheckRun, FaultOptions } from '../schema/check-run.ts';

type Below = readonly (string | number)[];

/** Runs a check with the path some steps further down. */
export function within(run: CheckRun, below: Below, check: () => void): void {
  run.path.push(...below);
  check();
  run.path.length -= below.length;
}

/** Each item of a list with the path at that item. */
export function eachItem<T>(
  list: readonly T[] | null | undefined,
  key: string,
  run: CheckRun,
  check: (item: T) => void,
): void {
  for (const [index, item] of (list ?? []).entries()) within(run, [key, index], () => check(item));
}

/** Names (or other keys) that come twice in a list. `what` names the thing: `container`. */
export function checkUnique(
  keys: readonly (string | undefined)[],
  list: string,
  field: string,
  what: string,
  run: CheckRun,
): void {
  const seen = new Set<string>();
  for (const [index, key] of keys.entries()) {
    if (key === undefined || key === '') continue;
    if (seen.has(key)) {
      const hint = 'Give each its own, or remove one of the two.';
      run.fault('duplicate-item', `the ${what} "${key}" is there twice`, hint, { below: [list, index, field] });
    }
    seen.add(key);
  }
}

/** Exactly one of the fields must be given. `what`: `a probe`. */
export function checkOneOf(
  value: object,
  fields: readonly string[],
  what: string,
  run: CheckRun,
  options: FaultOptions = {},
): void {
  const given = fields.filter((field) => isGiven(value, field));
  if (given.length === 1) return;
  const list = fields.length > 8 ? `${fields.slice(0, 8).join(', ')}, ...` : fields.join(', ');
  if (given.length === 0) {
    run.fault('missing-field', `${what} needs one of ${list}`, 'Add one of them.', { target: 'inside', ...options });
  } else {
    const message = `${what} takes only one of ${given.join(', ')}`;
    run.fault('invalid-value', message, 'Keep one of them.', {
      below: [...(options.below ?? []), given[1] ?? ''],
      target: 'key',
    });
  }
}

export function isGiven(value: object, field: string): boolean {
  const given = (value as Record<string, unknown>)[field];
  return given !== undefined && given !== null;
}

/** A whole number within limits (both allowed). */
export function checkRange(
  value: number | undefined | null,
  limits: [min: number, max: number],
  below: Below,
  run: CheckRun,
): void {
  if (value === undefined || value === null || (value >= limits[0] && value <= limits[1])) return;
  const wanted = limits[1] === Number.POSITIVE_INFINITY ? `at least ${limits[0]}` : `from ${limits[0]} to ${limits[1]}`;
  run.fault('invalid-value', `must be ${wanted}, but is ${value}`, 'Write a number in that range.', { below });
}

export const portRange: [number, number] = [1, 65_535];
export const notNegative: [number, number] = [0, Number.POSITIVE_INFINITY];
export const positive: [number, number] = [1, Number.POSITIVE_INFINITY];
