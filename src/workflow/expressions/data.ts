import { data } from '@actions/expressions';
import type { ExpressionData, Pair } from '@actions/expressions/data/expressiondata';
import type { JsonObject, JsonValue } from '../../shared/json.ts';

/**
 * An object as expressions see it. Differs from the library's own dictionary in three ways: it converts a member only
 * when it is read (`github.event` may be large), the exact key wins over one in another case (`env` on Linux has
 * both), and keys such as `constructor` are keys like any other.
 */
export class JsonDictionary extends data.Dictionary {
  readonly #source: JsonObject;
  #folded: Map<string, string> | undefined;

  constructor(source: JsonObject) {
    super();
    this.#source = source;
  }

  override get(key: string): ExpressionData | undefined {
    const name = Object.hasOwn(this.#source, key) ? key : this.#foldedKeys().get(key.toLowerCase());
    return name === undefined ? undefined : toData(this.#source[name]);
  }

  override values(): ExpressionData[] {
    return Object.values(this.#source).map(toData);
  }

  override pairs(): Pair[] {
    return Object.entries(this.#source).map(([key, value]) => ({ key, value: toData(value) }));
  }

  /** The object itself, for the way back out of the expression. */
  json(): JsonObject {
    return this.#source;
  }

  #foldedKeys(): Map<string, string> {
    if (this.#folded === undefined) {
      this.#folded = new Map();
      for (const key of Object.keys(this.#source)) {
        if (!this.#folded.has(key.toLowerCase())) this.#folded.set(key.toLowerCase(), key);
      }
    }
    return this.#folded;
  }
}

/** JSON to the library's data; `undefined` (a context that is absent here) becomes null. */
export function toData(value: JsonValue | undefined): ExpressionData {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (Array.isArray(value)) return toArray(value);
  return new JsonDictionary(value);
}

/** Item by item: spread arguments overflow the stack at some 100,000 items. */
function toArray(items: JsonValue[]): ExpressionData {
  const array = new data.Array();
  for (const item of items) array.add(toData(item));
  return array;
}

/** The library's data to JSON. */
export function fromData(value: ExpressionData): JsonValue {
  if (value instanceof JsonDictionary) return value.json();
  if (value instanceof data.StringData || value instanceof data.NumberData || value instanceof data.BooleanData) {
    return value.value;
  }
  if (value instanceof data.Array) return value.values().map(fromData);
  if (value instanceof data.Dictionary) {
    return Object.fromEntries(value.pairs().map((pair) => [pair.key, fromData(pair.value)]));
  }
  return null;
}
