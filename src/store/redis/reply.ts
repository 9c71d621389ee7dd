/** Readers of what Redis answers. Another type is a bug in a script, not bad data. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`expected text from Redis, got ${typeof value}`);
}

export function textOrNull(value: unknown): string | null {
  return value === null || value === undefined || value === '' ? null : text(value);
}

/** Numbers inside hashes come as text, counts as integers. */
export function integer(value: unknown): number {
  const number = Number(value);
  if (value !== null && value !== '' && Number.isSafeInteger(number)) return number;
  throw new TypeError(`expected an integer from Redis, got ${String(value)}`);
}

export function integerOrNull(value: unknown): number | null {
  return textOrNull(typeof value === 'number' ? String(value) : value) === null ? null : integer(value);
}

export function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`expected a list from Redis, got ${typeof value}`);
}

export function texts(value: unknown): string[] {
  return list(value).map(text);
}

/** A hash as scripts answer it: names and values by turns. Null when there is no such key. */
export function fields(value: unknown): Record<string, string> | null {
  const flat = texts(value);
  if (flat.length === 0) return null;
  return Object.fromEntries(pairs(flat));
}

/** Names and values by turns, as pairs. */
export function pairs(flat: string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, nth) => [flat[2 * nth] ?? '', flat[2 * nth + 1] ?? '']);
}

/**
 * A document that this driver wrote from a value of type T. It is not checked again: every path into the store is
 * typed, and the schema version says which program wrote it.
 */
export function document<T>(value: unknown): T {
  const parsed: unknown = JSON.parse(text(value));
  return parsed as T;
}
