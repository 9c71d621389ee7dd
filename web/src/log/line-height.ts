import { stripAnsi } from './ansi.ts';

/** A line longer than this is cut on the page; the raw log has all of it. */
export const maxShownCharacters = 5_000;

/** Tabs are drawn as this many spaces, so that a line's width can be known without measuring it. */
export const tabWidth = 4;

// East Asian wide forms; an emoji is two UTF-16 units and so counts two columns already.
const widePattern = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/;
const everyWide = new RegExp(widePattern, 'g');

/** How many rows a line takes when it is broken after `columns` characters of one width. At least one. */
export function wrappedRows(text: string, columns: number): number {
  if (text.length <= columns && !text.includes('\t') && !widePattern.test(text)) return 1;
  const shown = stripAnsi(text).slice(0, maxShownCharacters).replaceAll('\t', ' '.repeat(tabWidth));
  const wide = shown.match(everyWide)?.length ?? 0;
  return Math.max(1, Math.ceil((shown.length + wide) / Math.max(1, columns)));
}
