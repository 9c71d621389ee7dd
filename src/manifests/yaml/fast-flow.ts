import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { type FastCursor, notSimple } from './fast-cursor.ts';
import { parseQuoted } from './fast-scalar.ts';
import { resolvePlain } from './plain-scalar.ts';

/** A flow collection. Its lines after the first are more indented than `parent` (-1: it is the whole document). */
export function parseFlow(cursor: FastCursor, parent: number): JsonValue {
  const value = parseFlowValue(cursor, parent, 0);
  cursor.findLineEnd();
  return value;
}

function parseFlowValue(cursor: FastCursor, parent: number, depth: number): JsonValue {
  // Deeper than any manifest: the full parser, which has a limit of its own, decides.
  if (depth > 200) throw notSimple;
  switch (cursor.code()) {
    case 0x7b:
      return parseFlowMapping(cursor, parent, depth);
    case 0x5b:
      return parseFlowList(cursor, parent, depth);
    case 0x22:
    case 0x27:
      return parseQuoted(cursor, parent);
    default:
      return resolvePlain(flowPlain(cursor));
  }
}

function parseFlowList(cursor: FastCursor, parent: number, depth: number): JsonValue[] {
  const list: JsonValue[] = [];
  cursor.position++;
  for (skip(cursor, parent); cursor.code() !== 0x5d; skip(cursor, parent)) {
    list.push(parseFlowValue(cursor, parent, depth + 1));
    // A single-pair mapping (`[a: b]`) and the like.
    separate(cursor, parent, 0x5d);
  }
  cursor.position++;
  return list;
}

function parseFlowMapping(cursor: FastCursor, parent: number, depth: number): JsonObject {
  const object: JsonObject = {};
  cursor.position++;
  for (skip(cursor, parent); cursor.code() !== 0x7d; skip(cursor, parent)) {
    const key = flowKey(cursor);
    skip(cursor, parent);
    if (cursor.code() === 0x2c || cursor.code() === 0x7d) throw notSimple;
    if (key in object) throw notSimple;
    object[key] = parseFlowValue(cursor, parent, depth + 1);
    separate(cursor, parent, 0x7d);
  }
  cursor.position++;
  return object;
}

function flowKey(cursor: FastCursor): string {
  const isQuoted = cursor.code() === 0x22 || cursor.code() === 0x27;
  const key = isQuoted ? parseQuoted(cursor) : flowPlain(cursor);
  if (cursor.code() === 0x20) throw notSimple;
  if (cursor.code() !== 0x3a) throw notSimple;
  const next = cursor.text.charCodeAt(cursor.position + 1);
  if (!isQuoted && next !== 0x20 && next !== 0x0a) throw notSimple;
  if (!isQuoted && (key === '<<' || typeof resolvePlain(key) !== 'string')) throw notSimple;
  cursor.position++;
  return key;
}

/** A plain scalar inside a flow collection, of harmless characters only. */
function flowPlain(cursor: FastCursor): string {
  const pattern = /(?:[\w./+~$@%^()=;\\-]|:(?=[\w/:]))(?:[\w./+~$@%^()=;\\*-]|:(?=[\w/:]))*(?: +[\w./+~$(=;\\-]+)*/y;
  pattern.lastIndex = cursor.position;
  const text = pattern.exec(cursor.text)?.[0];
  if (text === undefined || /^(?:[@%]|-$|- )/.test(text)) throw notSimple;
  cursor.position += text.length;
  const next = cursor.code();
  if (next !== 0x2c && next !== 0x5d && next !== 0x7d && next !== 0x3a && next !== 0x20 && next !== 0x0a)
    throw notSimple;
  return text;
}

/** Goes to the next sign: over spaces, comments and ends of lines. */
function skip(cursor: FastCursor, parent: number): void {
  cursor.skipSpaces();
  for (let code = cursor.code(); code === 0x0a || code === 0x23; code = cursor.code()) {
    if (code === 0x23) skipComment(cursor);
    else nextFlowLine(cursor, parent);
  }
  if (Number.isNaN(cursor.code())) throw notSimple;
}

function skipComment(cursor: FastCursor): void {
  const before = cursor.text.charCodeAt(cursor.position - 1);
  if (before !== 0x20 && before !== 0x0a) throw notSimple;
  const end = cursor.text.indexOf('\n', cursor.position);
  if (end < 0) throw notSimple;
  cursor.position = end;
}

function nextFlowLine(cursor: FastCursor, parent: number): void {
  const start = ++cursor.position;
  cursor.skipSpaces();
  if (cursor.code() !== 0x0a && cursor.position - start <= parent) throw notSimple;
}

function separate(cursor: FastCursor, parent: number, close: number): void {
  skip(cursor, parent);
  if (cursor.code() === close) return;
  if (cursor.code() !== 0x2c) throw notSimple;
  cursor.position++;
}
