import type { JsonObject, JsonValue } from './json.ts';

/** Mappings are merged key by key, anything else replaces: as Helm does it with values. */
export function mergeJson(below: JsonObject, above: JsonObject): JsonObject {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isMapping(under) && isMapping(value) ? mergeJson(under, value) : value;
  }
  return merged;
}

function isMapping(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
