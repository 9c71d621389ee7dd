import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { parseAlias, parseAnchored } from './fast-anchors.ts';
import { parseBlockScalar } from './fast-block-scalar.ts';
import { FastCursor, notSimple } from './fast-cursor.ts';
import { parseFlow } from './fast-flow.ts';
import { parsePlain, parseQuoted } from './fast-scalar.ts';
import { resolvePlain } from './plain-scalar.ts';

/** Control characters, tabs, CR, BOM and unusual line ends: left to the full parser. */
const unusual = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ud800-\udfff\ue000-\ufefe\uff00-\uffef]/;

export type FastResult = { value: JsonValue } | undefined;

/**
 * Parses one document of the YAML that people write by hand: block mappings and lists, scalars, block scalars, flow
 * collections, anchors. Answers undefined for anything else (merges, tags, tabs, duplicate keys, every fault), which the full
 * parser then reads or refuses. Ten times as fast as a full parser.
 */
export function parseFast(text: string): FastResult {
  if (unusual.test(text)) return undefined;
  try {
    const cursor = new FastCursor(text);
    if (!cursor.nextLine()) return { value: null };
    const value = parseNode(cursor, -1);
    return cursor.atEnd ? { value } : undefined;
  } catch (error) {
    if (error === notSimple) return undefined;
    throw error;
  }
}

/** The node that starts at the cursor's content, which is more indented than `parent`. */
function parseNode(cursor: FastCursor, parent: number): JsonValue {
  const code = cursor.code();
  if (code === 0x2d /* - */ && cursor.isDash()) return parseList(cursor, cursor.indent);
  if (code === 0x7b /* { */ || code === 0x5b /* [ */) return parseFlowNode(cursor, parent);
  return parseMapping(cursor, cursor.indent);
}

function parseFlowNode(cursor: FastCursor, parent: number): JsonValue {
  const value = parseFlow(cursor, parent);
  cursor.endOfValue(parent);
  return value;
}

function parseList(cursor: FastCursor, indent: number): JsonValue[] {
  const list: JsonValue[] = [];
  cursor.indent = indent;
  while (!cursor.atEnd && cursor.indent === indent && cursor.code() === 0x2d && cursor.isDash()) {
    cursor.skipDash();
    list.push(parseListItem(cursor, indent));
  }
  if (!cursor.atEnd && cursor.indent > indent) throw notSimple;
  return list;
}

function parseListItem(cursor: FastCursor, indent: number): JsonValue {
  if (cursor.atLineEnd()) return parseNested(cursor, indent);
  const code = cursor.code();
  if (code === 0x2d && cursor.isDash()) return parseList(cursor, cursor.column());
  if (code === 0x26 /* & */) return parseAnchored(cursor, () => parseAnchoredItem(cursor, indent));
  if (code !== 0x7b && code !== 0x5b && code !== 0x7c && code !== 0x3e && cursor.startsMapping()) {
    return parseMapping(cursor, cursor.column());
  }
  return parseInline(cursor, indent);
}

/** In `- &name key: value` the key has the name: the full parser reads that. */
function parseAnchoredItem(cursor: FastCursor, indent: number): JsonValue {
  const code = cursor.code();
  const isFlow = code === 0x7b || code === 0x5b;
  if (!isFlow && !cursor.atLineEnd() && cursor.startsMapping()) throw notSimple;
  return parseValue(cursor, indent, false);
}

function parseMapping(cursor: FastCursor, indent: number): JsonObject {
  const object: JsonObject = {};
  cursor.indent = indent;
  do {
    const key = parseKey(cursor);
    // Also true for names that every object inherits (`constructor`): the full parser sorts that out.
    if (key in object) throw notSimple;
    object[key] = parseValue(cursor, indent, true);
  } while (!cursor.atEnd && cursor.indent === indent);
  if (!cursor.atEnd && cursor.indent > indent) throw notSimple;
  return object;
}

function parseKey(cursor: FastCursor): string {
  const code = cursor.code();
  if (code === 0x22 || code === 0x27) {
    const key = parseQuoted(cursor);
    cursor.skipColon();
    return key;
  }
  const key = cursor.plainKey();
  const first = key.charCodeAt(0);
  const isWord = (first >= 0x61 && first <= 0x7a) || (first >= 0x41 && first <= 0x5a) || first === 0x5f;
  if (isWord && key.length > 5) return key;
  if (key === '<<' || typeof resolvePlain(key) !== 'string') throw notSimple;
  return key;
}

function parseValue(cursor: FastCursor, indent: number, listMayBeLevel: boolean): JsonValue {
  return cursor.atLineEnd() ? parseNested(cursor, indent, listMayBeLevel) : parseInline(cursor, indent, listMayBeLevel);
}

/** What follows a key or dash with nothing else on its line: a nested node, or null. */
function parseNested(cursor: FastCursor, indent: number, listMayBeLevel = false): JsonValue {
  if (!cursor.nextLine()) return null;
  if (cursor.indent > indent) return parseNode(cursor, indent);
  const isLevelList = listMayBeLevel && cursor.indent === indent && cursor.code() === 0x2d && cursor.isDash();
  return isLevelList ? parseList(cursor, indent) : null;
}

/** A value on the line of its key or dash. */
function parseInline(cursor: FastCursor, indent: number, listMayBeLevel = false): JsonValue {
  const code = cursor.code();
  if (code === 0x26 /* & */) return parseAnchored(cursor, () => parseValue(cursor, indent, listMayBeLevel));
  if (code === 0x7c /* | */ || code === 0x3e /* > */) return parseBlockScalar(cursor, indent);
  let value: JsonValue;
  if (code === 0x22 || code === 0x27) value = parseQuoted(cursor, indent);
  else if (code === 0x2a /* * */) value = parseAlias(cursor);
  else if (code === 0x7b || code === 0x5b) value = parseFlow(cursor, indent);
  else value = parsePlain(cursor, indent);
  cursor.endOfValue(indent);
  return value;
}
