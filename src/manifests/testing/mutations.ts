import type { JsonValue } from '../../shared/json.ts';
import { isObject } from '../manifest.ts';
import type { Path } from '../yaml/positioned-document.ts';

type Holder = Record<string | number, JsonValue>;

/** One change of a value at a key of its holder; false when it does not apply there. */
type Change = (holder: Holder, key: string | number) => boolean;

const replaceIf =
  (type: string, by: (value: JsonValue) => JsonValue): Change =>
  (holder, key) => {
    const value = holder[key] ?? null;
    if (typeof value !== type) return false;
    holder[key] = by(value);
    return true;
  };

/** Faults of the schema: what strict validation must refuse. */
export const schemaChanges: Record<string, Change> = {
  'a typo in a key': (holder, key) => {
    if (Array.isArray(holder)) return false;
    holder[`${key}x`] = holder[key] ?? null;
    delete holder[key];
    return true;
  },
  'a key too many': (holder, key) => {
    const value = holder[key];
    if (!isObject(value)) return false;
    value.bogus = 1;
    return true;
  },
  'a number for a text': replaceIf('string', () => 7),
  'a text for a number': replaceIf('number', String),
  'a text for a boolean': replaceIf('boolean', String),
  'a list for a mapping, or the other way': replaceIf('object', (value) => (Array.isArray(value) ? {} : [])),
};

/** Faults of values, which the API server's own code refuses (or takes: then nothing follows from it). */
export const valueChanges: Record<string, Change> = {
  'nothing there': (holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
    return true;
  },
  null: (holder, key) => {
    if (Array.isArray(holder)) return false;
    holder[key] = null;
    return true;
  },
  'an empty text': replaceIf('string', () => ''),
  'a text that is no name': replaceIf('string', () => 'Bad Value!'),
  'a negative number': replaceIf('number', () => -5),
  'a number far too large': replaceIf('number', () => 99_999_999),
  'an item twice': (holder, key) => {
    if (!Array.isArray(holder)) return false;
    holder.push(structuredClone(holder[Number(key)] ?? null));
    return true;
  },
};

/** Every place inside a value. */
export function placesIn(value: JsonValue, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    return [place, ...placesIn(child, place)];
  });
}

/** A copy of the value with one change at one place; undefined when the change does not apply there. */
export function mutate(value: JsonValue, place: Path, change: Change): JsonValue | undefined {
  const copy = structuredClone(value);
  let holder: JsonValue = copy;
  for (const step of place.slice(0, -1)) holder = (holder as Holder)[step] ?? null;
  const key = place.at(-1);
  return key !== undefined && change(holder as Holder, key) ? copy : undefined;
}
