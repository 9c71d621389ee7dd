import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { resolvePlain } from './plain-scalar.ts';
import { templateHint, type YamlProblem } from './problem.ts';

/** A handful of nested aliases can unfold to millions of nodes; no manifest comes near this. */
const maxNodes = 2_000_000;
const maxDepth = 500;

interface Conversion {
  document: Document.Parsed;
  problems: YamlProblem[];
  nodes: number;
}

/** The value of a document as Kubernetes reads it. Duplicate keys and keys that JSON cannot have are problems. */
export function toJson(document: Document.Parsed): { value: JsonValue; problems: YamlProblem[] } {
  const conversion: Conversion = { document, problems: [], nodes: 0 };
  try {
    return { value: convert(conversion, document.contents, 0), problems: conversion.problems };
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    const hint = 'Write the repeated part out, or use fewer aliases inside aliases.';
    conversion.problems.push({ rule: 'yaml-too-large', message: 'the aliases unfold to too much', hint, offset: 0 });
    return { value: null, problems: conversion.problems };
  }
}

class TooLarge extends Error {}

function convert(conversion: Conversion, node: Node | null, depth: number): JsonValue {
  if (++conversion.nodes > maxNodes || depth > maxDepth) throw new TooLarge();
  if (isAlias(node)) return convert(conversion, node.resolve(conversion.document) ?? null, depth + 1);
  if (isScalar(node)) return scalarValue(node);
  if (isSeq(node)) return node.items.map((item) => convert(conversion, item as Node | null, depth + 1));
  if (isMap(node)) return mappingValue(conversion, node, depth);
  return null;
}

function mappingValue(conversion: Conversion, map: YAMLMap, depth: number): JsonObject {
  const object: JsonObject = {};
  const merged: JsonObject[] = [];
  for (const pair of map.items) {
    if (isMergeKey(pair.key)) {
      merged.push(...mergeSources(conversion, pair.value as Node | null, depth));
      continue;
    }
    const key = keyText(pair.key);
    if (key === undefined) badKey(conversion, pair.key as Node | null);
    else if (Object.hasOwn(object, key)) duplicate(conversion, key, pair.key as Node | null);
    if (key !== undefined) define(object, key, convert(conversion, pair.value as Node | null, depth + 1));
  }
  for (const source of merged) {
    for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(object, key)) define(object, key, value);
  }
  return object;
}

/** Plain assignment of `__proto__` would not make a key. */
function define(object: JsonObject, key: string, value: JsonValue): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

function mergeSources(conversion: Conversion, value: Node | null, depth: number): JsonObject[] {
  const converted = convert(conversion, value, depth + 1);
  const list = Array.isArray(converted) ? converted : [converted];
  const objects = list.filter(
    (each): each is JsonObject => typeof each === 'object' && each !== null && !Array.isArray(each),
  );
  if (objects.length < list.length) {
    const hint = 'Give `<<` an alias of a mapping, or a list of such aliases.';
    conversion.problems.push({
      rule: 'yaml-syntax',
      message: '`<<` merges mappings only',
      hint,
      offset: value?.range?.[0] ?? 0,
    });
  }
  return objects;
}

function duplicate(conversion: Conversion, key: string, node: Node | null): void {
  const hint = 'Remove one of the two: programs disagree on which of them counts.';
  const message = `the key "${key}" is there twice`;
  conversion.problems.push({ rule: 'yaml-duplicate-key', message, hint, offset: node?.range?.[0] ?? 0 });
}

function badKey(conversion: Conversion, node: Node | null): void {
  // `{{ name }}` is a mapping whose key is a mapping.
  const hint = isMap(node) && node.flow ? templateHint : 'Keys of manifests are texts; put the key in quotes.';
  conversion.problems.push({
    rule: 'yaml-syntax',
    message: 'the key is not a text',
    hint,
    offset: node?.range?.[0] ?? 0,
  });
}

/** The text of a key as JSON has it (`true: 1` has the key "true"), undefined when it cannot be one. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  const value = scalarValue(key);
  return value === null ? undefined : String(value);
}

export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<';
}

const coreTag = 'tag:yaml.org,2002:';

/** Scalars are parsed as text (failsafe schema); what an unquoted one means is decided here, once for both parsers. */
function scalarValue(node: Scalar): JsonValue {
  const text = String(node.value ?? '');
  const tag = node.tag?.startsWith(coreTag) ? node.tag.slice(coreTag.length) : node.tag;
  if (tag === undefined || tag === '?')
    return node.type === 'PLAIN' || node.type === undefined ? resolvePlain(text) : text;
  if (tag === 'int' || tag === 'float' || tag === 'bool' || tag === 'null') return resolvePlain(text);
  return text;
}
