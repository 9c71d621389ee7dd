import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { isMergeKey, keyText } from './to-json.ts';

export type Path = readonly (string | number)[];

/** What a finding is about: the key itself, its value, or something missing inside it. */
export type Target = 'key' | 'value' | 'inside';

/** Start and end of a node in the text, counted in UTF-16 units. */
export type Span = [start: number, end: number];

/**
 * Where a path is in a parsed document. A path that does not exist there (a missing field) gives the nearest parent
 * that does: the key that holds it, or the first key of a list item.
 */
export function locate(document: Document.Parsed, path: Path, target: Target): Span {
  let node: Node | null = document.contents;
  let span = spanOf(firstKey(node) ?? node);
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1;
    const child = childOf(document, node, step);
    if (!child) return span;
    const value: Node | null = isPair(child) ? (child.value as Node | null) : child;
    const key = isPair(child) ? (child.key as Node) : firstKey(value);
    span = isLast && target === 'value' && value && isScalarOrEmpty(value) ? spanOf(value) : spanOf(key ?? value);
    node = value;
  }
  return span;
}

function isScalarOrEmpty(node: Node): boolean {
  if (isScalar(node)) return node.range !== undefined && node.range !== null && node.range[0] < node.range[1];
  if (isAlias(node)) return true;
  return (isMap(node) || isSeq(node)) && node.flow === true;
}

function childOf(document: Document.Parsed, node: Node | null, step: string | number): Pair | Node | undefined {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(target)) return typeof step === 'number' ? (target.items[step] as Node | undefined) : undefined;
  if (!isMap(target)) return undefined;
  return pairOf(target, String(step)) ?? mergedPair(document, target, String(step));
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  // The last one counts when a key is there twice.
  return map.items.findLast((pair) => keyText(pair.key) === key);
}

function mergedPair(document: Document.Parsed, map: YAMLMap, key: string): Pair | undefined {
  for (const pair of map.items) {
    if (!isMergeKey(pair.key)) continue;
    const sources = isSeq(pair.value) ? pair.value.items : [pair.value];
    for (const source of sources) {
      const target = isAlias(source) ? source.resolve(document) : source;
      const found = isMap(target) ? (pairOf(target, key) ?? mergedPair(document, target, key)) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

function firstKey(node: Node | null): Node | undefined {
  return isMap(node) && !node.flow ? ((node.items[0]?.key as Node | undefined) ?? undefined) : undefined;
}

function spanOf(node: Node | null | undefined): Span {
  const range = node?.range;
  return range ? [range[0], Math.max(range[1], range[0])] : [0, 0];
}
