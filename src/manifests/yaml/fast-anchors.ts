import type { JsonValue } from '../../shared/json.ts';
import { type FastCursor, notSimple } from './fast-cursor.ts';

const name = /[\w-]+(?= |\n|$)/y;

/**
 * `&name` and the value behind it; the cursor stands on the `&`. A name that comes twice is left to the full parser.
 */
export function parseAnchored(cursor: FastCursor, parseValue: () => JsonValue): JsonValue {
  const anchor = takeName(cursor);
  const next = cursor.code();
  // A value has one name, and an alias none.
  if (cursor.anchors.has(anchor) || next === 0x26 /* & */ || next === 0x2a /* * */) throw notSimple;
  cursor.openAnchors++;
  const value = parseValue();
  cursor.openAnchors--;
  cursor.anchors.set(anchor, value);
  return value;
}

/**
 * What `*name` refers to: the same object in several places. The cursor stands on the `*`. An alias inside of an anchored
 * value is left to the full parser: such values can unfold to very much.
 */
export function parseAlias(cursor: FastCursor): JsonValue {
  const value = cursor.openAnchors > 0 ? undefined : cursor.anchors.get(takeName(cursor));
  if (value === undefined) throw notSimple;
  return value;
}

function takeName(cursor: FastCursor): string {
  name.lastIndex = cursor.position + 1;
  const found = name.exec(cursor.text)?.[0];
  if (found === undefined) throw notSimple;
  cursor.position = name.lastIndex;
  cursor.skipSpaces();
  return found;
}
