import { type Document, isMap, isPair, isScalar, type Pair, type YAMLMap } from 'yaml';
import { keyText } from '../../yaml/to-json.ts';
import type { DigestPlace } from '../digest-place.ts';
import { withoutDigest } from '../image-reference.ts';
import type { ImageInValues } from './image-in-values.ts';

interface ValuesText {
  tree: Document.Parsed;
  /** Of the document, which begins at `offset` of its file. */
  text: string;
  offset: number;
  /** Whether the chart has digests in values of their own, so that one can be added where there is none yet. */
  knowsDigests: boolean;
}

/**
 * Where the digest of an image goes: into the value `digest` of a chart that has one, otherwise behind the tag, as
 * container runtimes read it. Undefined where the image stands elsewhere in the file and is only referred to (aliases).
 */
export function digestPlaceOf(named: ImageInValues, values: ValuesText): DigestPlace | undefined {
  const { path, mapping } = named;
  const image = withoutDigest(named.image);
  const { tree, offset } = values;
  const place = mapping === undefined ? ofText(tree, path, image) : undefined;
  const node = mapping === undefined ? undefined : tree.getIn(path, true);
  const found = isMap(node) ? inMapping(node, versionOf(image), values) : place;
  return found && { ...found, start: found.start + offset, end: found.end + offset };
}

function ofText(tree: Document.Parsed, path: ImageInValues['path'], image: string): DigestPlace | undefined {
  const node = tree.getIn(path, true);
  return isScalar(node) && node.range ? { start: node.range[0], end: node.range[1], before: `${image}@` } : undefined;
}

function inMapping(map: YAMLMap, version: string, { text, knowsDigests }: ValuesText): DigestPlace | undefined {
  const digest = pairOf(map, 'digest');
  if (digest) return valuePlace(digest, '');
  const tag = pairOf(map, 'tag');
  if (!knowsDigests && tag) return valuePlace(tag, `${version}@`);
  const neighbour = tag ?? pairOf(map, 'repository') ?? pairOf(map, 'registry');
  return neighbour && newPlace(neighbour, map, text, knowsDigests ? 'digest: ' : `tag: ${version}@`);
}

function versionOf(image: string): string {
  return image.slice(image.lastIndexOf(':') + 1);
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isPair(pair) && keyText(pair.key) === key);
}

/** The value of a key, also where nothing stands behind the colon. */
function valuePlace({ key, value }: Pair, before: string): DigestPlace | undefined {
  const [start = 0, end = 0] = rangeOf(value);
  if (end > start) return { start, end, before };
  const [, behind = 0] = rangeOf(key);
  return behind === 0 ? undefined : { start: behind + 1, end: behind + 1, before: ` ${before}` };
}

/** Behind another key of the mapping: in its line, or in a line of its own below. */
function newPlace({ key, value }: Pair, map: YAMLMap, text: string, before: string): DigestPlace | undefined {
  const [, behind = 0] = rangeOf(value);
  if (behind === 0) return undefined;
  if (map.flow === true) return { start: behind, end: behind, before: `, ${before}` };
  const lineEnd = text.indexOf('\n', behind);
  const start = lineEnd < 0 ? text.length : lineEnd;
  const [keyStart = 0] = rangeOf(key);
  const indent = keyStart - text.lastIndexOf('\n', keyStart - 1) - 1;
  return { start, end: start, before: `\n${' '.repeat(indent)}${before}` };
}

function rangeOf(node: unknown): readonly number[] {
  return isScalar(node) ? (node.range ?? []) : [];
}
