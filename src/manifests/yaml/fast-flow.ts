import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { type FastCursor, notSimple } from './fast-cursor.ts';
import { resolvePlain } from './plain-scalar.ts';

/** A quoted text on one line. The cursor stands on the opening quote and is left behind the closing one. */
export function parseQuoted(cursor: FastCursor): string {
  return cursor.code() === 0x22 ? parseDoubleQuoted(cursor) : parseSingleQuoted(cursor);
}

function parseSingleQuoted(cursor: FastCursor): string {
  const { text, position } = cursor;
  let end = text.indexOf("'", position + 1);
  while (end >= 0 && text.charCodeAt(end + 1) === 0x27) end = text.indexOf("'", end + 2);
  const body = closeQuote(cursor, end);
  return body.includes("''") ? body.replaceAll("''", "'") : body;
}

function parseDoubleQuoted(cursor: FastCursor): string {
  const { text, position } = cursor;
  let end = position + 1;
  let escaped = false;
  for (; end < text.length && text.charCodeAt(end) !== 0x22; end++) {
    if (text.charCodeAt(end) !== 0x5c) continue;
    escaped = true;
    end++;
  }
  const body = closeQuote(cursor, end < text.length ? end : -1);
  return escaped ? unescapeText(body) : body;
}

function closeQuote(cursor: FastCursor, end: number): string {
  const body = cursor.text.slice(cursor.position + 1, end);
  if (end < 0 || body.includes('\n')) throw notSimple;
  cursor.position = end + 1;
  return body;
}

/** YAML knows more escapes than JSON; those few are left to the full parser. */
function unescapeText(body: string): string {
  if (/\\[^"\\/bfnrtu]/.test(body.replaceAll('\\\\', ''))) throw notSimple;
  try {
    return JSON.parse(`"${body}"`) as string;
  } catch {
    throw notSimple;
  }
}

/** A flow collection. `multiLine`: it is the whole document (as JSON files are), so it may span lines. */
export function parseFlow(cursor: FastCursor, multiLine: boolean): JsonValue {
  const value = parseFlowValue(cursor, multiLine, 0);
  if (!multiLine && cursor.position > cursor.lineEnd) throw notSimple;
  if (multiLine) {
    const end = cursor.text.indexOf('\n', cursor.position);
    cursor.lineEnd = end < 0 ? cursor.text.length : end;
  }
  return value;
}

function parseFlowValue(cursor: FastCursor, multiLine: boolean, depth: number): JsonValue {
  // Deeper than any manifest: the full parser, which has a limit of its own, decides.
  if (depth > 200) throw notSimple;
  switch (cursor.code()) {
    case 0x7b:
      return parseFlowMapping(cursor, multiLine, depth);
    case 0x5b:
      return parseFlowList(cursor, multiLine, depth);
    case 0x22:
    case 0x27:
      return parseQuoted(cursor);
    default:
      return resolvePlain(flowPlain(cursor));
  }
}

function parseFlowList(cursor: FastCursor, multiLine: boolean, depth: number): JsonValue[] {
  const list: JsonValue[] = [];
  cursor.position++;
  for (skip(cursor, multiLine); cursor.code() !== 0x5d; skip(cursor, multiLine)) {
    list.push(parseFlowValue(cursor, multiLine, depth + 1));
    // A single-pair mapping (`[a: b]`) and the like.
    separate(cursor, multiLine, 0x5d);
  }
  cursor.position++;
  return list;
}

function parseFlowMapping(cursor: FastCursor, multiLine: boolean, depth: number): JsonObject {
  const object: JsonObject = {};
  cursor.position++;
  for (skip(cursor, multiLine); cursor.code() !== 0x7d; skip(cursor, multiLine)) {
    const key = flowKey(cursor);
    skip(cursor, multiLine);
    if (cursor.code() === 0x2c || cursor.code() === 0x7d) throw notSimple;
    if (key in object) throw notSimple;
    object[key] = parseFlowValue(cursor, multiLine, depth + 1);
    separate(cursor, multiLine, 0x7d);
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
  const pattern = /[\w./+~$@%^()=;\\-]+(?: +[\w./+~$(=;\\-]+)*/y;
  pattern.lastIndex = cursor.position;
  const text = pattern.exec(cursor.text)?.[0];
  if (text === undefined || /^(?:[@%]|-$|- )/.test(text)) throw notSimple;
  cursor.position += text.length;
  const next = cursor.code();
  if (next !== 0x2c && next !== 0x5d && next !== 0x7d && next !== 0x3a && next !== 0x20 && next !== 0x0a)
    throw notSimple;
  return text;
}

function skip(cursor: FastCursor, multiLine: boolean): void {
  cursor.skipSpaces();
  while (multiLine && cursor.code() === 0x0a) {
    cursor.position++;
    cursor.skipSpaces();
  }
  if (Number.isNaN(cursor.code()) || cursor.code() === 0x23) throw notSimple;
}

function separate(cursor: FastCursor, multiLine: boolean, close: number): void {
  skip(cursor, multiLine);
  if (cursor.code() === close) return;
  if (cursor.code() !== 0x2c) throw notSimple;
  cursor.position++;
}
