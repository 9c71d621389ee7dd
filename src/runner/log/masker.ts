import { formsOf } from './secret-encodings.ts';

/** Replaces secrets by `***`. One a job; values may be added while it runs (`::add-mask::`). */
export interface Masker {
  /** From now on this value and its encoded forms are hidden. */
  add(secret: string): void;
  mask(text: string): string;
  /**
   * A place at or before `limit` where the text may be cut without leaving a secret in two halves; `limit` must lie at
   * least `longest` characters before the end, unless the text ends there. A secret that starts at 0 is never cut: then
   * the place lies behind it.
   */
  safeCut(text: string, limit: number): number;
  /** Length of the longest form, in UTF-16 units. */
  longest(): number;
}

type Span = [start: number, end: number];

export function createMasker(secrets: Iterable<string>): Masker {
  const known = new Set<string>();
  let forms: string[] = [];
  const add = (secret: string): void => {
    for (const form of formsOf(secret)) known.add(form);
    forms = [...known].sort((a, b) => b.length - a.length);
  };
  for (const secret of secrets) add(secret);
  return {
    add,
    mask: (text) => replaceSpans(text, findSpans(text, forms)),
    safeCut: (text, limit) => {
      const crossing = findSpans(text, forms).find(([start, end]) => start < limit && end > limit);
      if (crossing === undefined) return limit;
      return crossing[0] > 0 ? crossing[0] : crossing[1];
    },
    longest: () => forms[0]?.length ?? 0,
  };
}

/** All occurrences, overlapping ones merged: what hangs over from one secret into the next is hidden too. */
function findSpans(text: string, forms: readonly string[]): Span[] {
  const spans: Span[] = [];
  // Most lines are shorter than any secret's form; the shortest stands last.
  if (text.length < (forms.at(-1)?.length ?? Infinity)) return spans;
  for (const form of forms) {
    if (form.length > text.length) continue;
    for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) spans.push([at, at + form.length]);
  }
  if (spans.length < 2) return spans;
  spans.sort((a, b) => a[0] - b[0]);
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last !== undefined && span[0] <= last[1]) last[1] = Math.max(last[1], span[1]);
    else merged.push(span);
  }
  return merged;
}

function replaceSpans(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  const parts: string[] = [];
  let from = 0;
  for (const [start, end] of spans) {
    parts.push(text.slice(from, start), '***');
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}
