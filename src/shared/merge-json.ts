import { isJsonObject, type JsonObject } from './json.ts';

/** Mappings are merged key by key, anything else replaces: as Helm does it with values. */
export function mergeJson(below: JsonObject, above: JsonObject): JsonObject {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isJsonObject(under) && isJsonObject(value) ? mergeJson(under, value) : value;
  }
  return merged;
}
