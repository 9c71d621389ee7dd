import { type FastCursor, notSimple } from './fast-cursor.ts';
import { resolvePlain } from './plain-scalar.ts';

/**
 * A quoted text. The cursor stands on the opening quote and is left behind the closing one. Lines after the first are
 * more indented than `parent`; without it the text must end on its line, as a key does.
 */
export function parseQuoted(cursor: FastCursor, parent?: number): string {
  return cursor.code() === 0x22 ? parseDoubleQuoted(cursor, parent) : parseSingleQuoted(cursor, parent);
}

function parseSingleQuoted(cursor: FastCursor, parent: number | undefined): string {
  const { text, position } = cursor;
  let end = text.indexOf("'", position + 1);
  while (end >= 0 && text.charCodeAt(end + 1) === 0x27) end = text.indexOf("'", end + 2);
  const body = closeQuote(cursor, end, parent);
  return body.includes("''") ? body.replaceAll("''", "'") : body;
}

function parseDoubleQuoted(cursor: FastCursor, parent: number | undefined): string {
  const { text, position } = cursor;
  let end = position + 1;
  let escaped = false;
  for (; end < text.length && text.charCodeAt(end) !== 0x22; end++) {
    if (text.charCodeAt(end) !== 0x5c) continue;
    escaped = true;
    end++;
  }
  const body = closeQuote(cursor, end < text.length ? end : -1, parent);
  return escaped ? unescapeText(body) : body;
}

function closeQuote(cursor: FastCursor, end: number, parent: number | undefined): string {
  if (end < 0) throw notSimple;
  const body = cursor.text.slice(cursor.position + 1, end);
  cursor.position = end + 1;
  if (!body.includes('\n')) return body;
  // An escaped end of line is no space: too rare to be read here.
  if (parent === undefined || body.includes('\\\n')) throw notSimple;
  cursor.findLineEnd();
  return foldQuoted(body.split('\n'), parent);
}

/** The spaces around an end of line do not count; those at the two ends of the text do. */
function foldQuoted(lines: string[], parent: number): string {
  const last = lines.length - 1;
  return foldLines(
    lines.map((line, index) => {
      const content = index === 0 ? line : contentOf(line, parent, index === last);
      return index === last ? content : content.replace(/ +$/, '');
    }),
  );
}

function contentOf(line: string, parent: number, mayBeBlank: boolean): string {
  const content = line.replace(/^ +/, '');
  if ((content !== '' || mayBeBlank) && line.length - content.length <= parent) throw notSimple;
  return content;
}

/** One end of line is a space, each blank line after it an end of line. */
function foldLines(lines: string[]): string {
  let result = lines[0] ?? '';
  let blanks = 0;
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    if (line === '' && index < lines.length - 1) {
      blanks++;
      continue;
    }
    result += (blanks === 0 ? ' ' : '\n'.repeat(blanks)) + line;
    blanks = 0;
  }
  return result;
}

/** YAML knows more escapes than JSON; those few are left to the full parser. */
function unescapeText(body: string): string {
  if (/\\[^"\\/bfnrtu]/.test(body.replaceAll('\\\\', ''))) throw notSimple;
  try {
    return JSON.parse(`"${body.replaceAll('\n', '\\n')}"`) as string;
  } catch {
    throw notSimple;
  }
}

/** A plain value with the lines that it goes on in, which are more indented than `parent`. */
export function parsePlain(cursor: FastCursor, parent: number): string | number | boolean | null {
  const lines = [cursor.plainValue()];
  for (let blanks = blanksBeforeMore(cursor, parent); blanks !== undefined; blanks = blanksBeforeMore(cursor, parent)) {
    for (; blanks > 0; blanks--) lines.push('');
    lines.push(cursor.plainRest());
  }
  return resolvePlain(lines.length === 1 ? (lines[0] ?? '') : foldLines(lines));
}

/** Goes to the next line if the value goes on there, over blank ones, whose number it answers. */
function blanksBeforeMore(cursor: FastCursor, parent: number): number | undefined {
  const { text, lineEnd } = cursor;
  let blanks = 0;
  for (let start = lineEnd + 1; start < text.length; blanks++) {
    let at = start;
    while (text.charCodeAt(at) === 0x20) at++;
    const code = text.charCodeAt(at);
    if (code !== 0x0a) {
      // A comment ends a value, on its own line or behind it.
      if (at - start <= parent || code === 0x23 || at >= text.length || !isBlank(cursor)) return undefined;
      cursor.position = at;
      cursor.findLineEnd();
      return blanks;
    }
    start = at + 1;
  }
  return undefined;
}

/** Nothing but spaces up to the end of the line. */
function isBlank(cursor: FastCursor): boolean {
  return cursor.text.slice(cursor.position, cursor.lineEnd).trim() === '';
}
