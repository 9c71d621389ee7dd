import { jsonStarts } from './split-json.ts';

/** A piece of a file that holds one document (or, where directives or `...` are used, the whole file). */
export interface DocumentText {
  text: string;
  /** Lines before it in the file. */
  lineOffset: number;
  /** Offset of `text` in the file. */
  offset: number;
}

const unusualMarker = /^(?:%|\.\.\.)/m;
const marker = /^---(?=[ \t\n]|$)[^\n]*(?:\n|$)/gm;

/** Splits at the `---` lines, or between values of JSON. A stream that needs a real parser for that is answered in one piece. */
export function* splitDocuments(file: string): Generator<DocumentText> {
  if (unusualMarker.test(file)) {
    yield { text: file, lineOffset: 0, offset: 0 };
    return;
  }
  const json = jsonStarts(file);
  if (json) return yield* splitAt(file, json);
  let start = 0;
  let lineOffset = 0;
  const piece = (from: number, to: number) => ({ text: file.slice(from, to), lineOffset, offset: from });
  for (const match of file.matchAll(marker)) {
    const text = file.slice(start, match.index);
    if (start > 0 || text.trim() !== '') yield piece(start, match.index);
    lineOffset += countLines(text);
    start = match.index;
    const rest = match[0].slice(3).trim();
    // `--- {a: b}`: content on the marker's line belongs to the document; a comment does not matter.
    if (rest !== '' && !rest.startsWith('#')) continue;
    start += match[0].length;
    lineOffset += 1;
  }
  yield piece(start, file.length);
}

function* splitAt(file: string, starts: readonly number[]): Generator<DocumentText> {
  let lineOffset = 0;
  let offset = 0;
  for (const [index, start] of starts.entries()) {
    lineOffset += countLines(file.slice(offset, start));
    offset = start;
    // What stands before it on its line belongs to the value before: blanks keep the columns right.
    const column = start - (file.lastIndexOf('\n', start - 1) + 1);
    const text = ' '.repeat(column) + file.slice(start, starts[index + 1]);
    yield { text, lineOffset, offset: start - column };
  }
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
