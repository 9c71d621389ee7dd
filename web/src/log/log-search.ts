import { stripAnsi } from './ansi.ts';
import type { LogLines } from './log-lines.ts';

/** Where `query` stands in a text, ignoring case; ranges are [from, to). */
export function matchRanges(text: string, query: string): [number, number][] {
  const ranges: [number, number][] = [];
  if (query === '') return ranges;
  const haystack = text.toLowerCase();
  const needle = query.toLowerCase();
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + needle.length)) {
    ranges.push([at, at + needle.length]);
  }
  return ranges;
}

/** Numbers of the lines that hold `query`, ignoring case and colours, from line `from` on. */
export function searchLines(lines: LogLines, query: string, from = 0): number[] {
  const found: number[] = [];
  const needle = query.toLowerCase();
  if (needle === '') return found;
  for (let line = from; line < lines.length; line++) {
    const text = lines.texts[line] ?? '';
    const plain = text.includes('\x1b') || text.includes('\r') ? stripAnsi(text) : text;
    if (plain.toLowerCase().includes(needle)) found.push(line);
  }
  return found;
}

/** A search that remembers how far it came: while a log grows, only its new lines are looked through. */
export class LogSearch {
  #lines: LogLines | null = null;
  #query = '';
  #upTo = 0;
  #found: number[] = [];

  /** As `searchLines`; answers the same array as long as nothing was found anew. */
  find(lines: LogLines, query: string): number[] {
    if (lines !== this.#lines || query !== this.#query) {
      this.#lines = lines;
      this.#query = query;
      this.#upTo = 0;
      this.#found = [];
    }
    const more = searchLines(lines, query, this.#upTo);
    this.#upTo = lines.length;
    if (more.length > 0) this.#found = [...this.#found, ...more];
    return this.#found;
  }
}
