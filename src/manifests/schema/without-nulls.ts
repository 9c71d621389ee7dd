import { isObject } from '../manifest.ts';

/**
 * The value without the fields that are null: to the API server they are not given, in custom resources as well (tried with
 * 1.36). The same value when there are none, which is nearly always. Empty list items stay: they are faults.
 */
export function withoutNulls<T>(value: T): T {
  return hasNulls(value) ? (strip(value) as T) : value;
}

function hasNulls(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => item !== null && hasNulls(item));
  if (!isObject(value)) return false;
  for (const key in value) if (value[key] === null || hasNulls(value[key])) return true;
  return false;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (!isObject(value)) return value;
  const given = Object.entries(value).filter(([, child]) => child !== null);
  return Object.fromEntries(given.map(([key, child]) => [key, strip(child)]));
}
