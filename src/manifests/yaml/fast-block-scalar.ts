import { type FastCursor, notSimple } from './fast-cursor.ts';

/** `|` or `>` with an optional chomping sign, then the more indented lines. Leaves the cursor on the next content line. */
export function parseBlockScalar(cursor: FastCursor, parentIndent: number): string {
  const { text } = cursor;
  const header = text.slice(cursor.position, cursor.lineEnd).trimEnd();
  if (!/^[|>][-+]?$/.test(header)) throw notSimple;
  const lines = blockLines(cursor, parentIndent);
  const body = header.startsWith('|') ? lines.join('\n') : fold(lines);
  return chomp(body, lines, header.charAt(1));
}

/** The lines without their indentation, trailing blank lines included. */
function blockLines(cursor: FastCursor, parentIndent: number): string[] {
  const { text } = cursor;
  const lines: string[] = [];
  let indent = -1;
  let start = cursor.lineEnd + 1;
  while (start < text.length) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    let at = start;
    while (at < end && text.charCodeAt(at) === 0x20) at++;
    const isBlank = at === end;
    if (indent < 0 && !isBlank) {
      if (at - start <= parentIndent) break;
      indent = at - start;
      if (lines.some((line) => line.length > indent)) throw notSimple;
      lines.fill('');
    }
    if (!isBlank && at - start < indent) break;
    if (indent < 0) lines.push(text.slice(start, end));
    else lines.push(end - start > indent ? text.slice(start + indent, end) : '');
    start = end + 1;
  }
  // Before the first content line the blank ones count for nothing but their number.
  if (indent < 0) lines.fill('');
  continueAt(cursor, start, Math.max(indent, parentIndent + 1), parentIndent);
  return lines;
}

/** A comment less indented than the text is allowed, content between the two indentations is not. */
function continueAt(cursor: FastCursor, start: number, indent: number, parentIndent: number): void {
  cursor.lineEnd = start - 1;
  if (cursor.nextLine() && cursor.indent > parentIndent && cursor.indent < indent) throw notSimple;
  if (!cursor.atEnd && cursor.indent > parentIndent) throw notSimple;
}

/** Joins lines as `>` does. Lines that begin with a space follow other rules and are left to the full parser. */
function fold(lines: string[]): string {
  let result = '';
  let blanks = 0;
  let started = false;
  for (const line of lines) {
    if (line === '') {
      blanks++;
      continue;
    }
    if (line.startsWith(' ')) throw notSimple;
    if (started) result += blanks > 0 ? '\n'.repeat(blanks) : ' ';
    else result += '\n'.repeat(blanks);
    result += line;
    started = true;
    blanks = 0;
  }
  return result + '\n'.repeat(blanks);
}

function chomp(body: string, lines: string[], sign: string): string {
  const content = body.replace(/\n+$/, '');
  const trailing = trailingBlanks(lines);
  if (sign === '-') return content;
  if (sign === '+') return lines.length === trailing ? '\n'.repeat(trailing) : `${content}\n${'\n'.repeat(trailing)}`;
  return content === '' ? '' : `${content}\n`;
}

function trailingBlanks(lines: string[]): number {
  let count = 0;
  while (count < lines.length && lines[lines.length - 1 - count] === '') count++;
  return count;
}
