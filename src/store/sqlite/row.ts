import type { SQLOutputValue } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;
type Value = SQLOutputValue | undefined;

/** Readers of columns. The tables are STRICT, so another type is a bug in the query, not bad data. */
export function text(value: Value): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`expected text in a column, found ${typeof value}`);
}

export function textOrNull(value: Value): string | null {
  return value === null ? null : text(value);
}

export function integer(value: Value): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`expected an integer in a column, found ${typeof value}`);
}

export function integerOrNull(value: Value): number | null {
  return value === null ? null : integer(value);
}

export function flag(value: Value): boolean {
  return integer(value) === 1;
}

/**
 * A document that this driver wrote from a value of type T. It is not checked again: every path into the store is
 * typed, and the schema version says which program wrote it.
 */
export function document<T>(value: Value): T {
  const parsed: unknown = JSON.parse(text(value));
  return parsed as T;
}
