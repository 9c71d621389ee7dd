import type { AnsiSpan, AnsiStyle } from './ansi.ts';
import { maxShownCharacters, tabWidth } from './line-height.ts';

/** A part of a line that is drawn in one way. */
export interface LinePiece {
  text: string;
  style: AnsiStyle;
  /** Part of what was searched for. */
  mark: boolean;
  /** An http(s) address: drawn as a link. */
  href: string | null;
}

const linkPattern = /https?:\/\/[^\s<>"'`\])}]+[^\s<>"'`\])}.,;:!?]/g;

/** Cuts styled spans where links and matches begin and end. `ranges`: matches in the line's visible text. */
export function linePieces(spans: AnsiSpan[], ranges: [number, number][]): LinePiece[] {
  const text = spans.map((span) => span.text).join('');
  const links = text.includes('://') ? [...text.matchAll(linkPattern)] : [];
  const linkRanges = links.map((match): [number, number] => [match.index, match.index + match[0].length]);
  const cuts = [...new Set([...linkRanges.flat(), ...ranges.flat()])].toSorted((a, b) => a - b);
  const pieces: LinePiece[] = [];
  let position = 0;
  for (const span of spans) {
    const end = Math.min(position + span.text.length, maxShownCharacters);
    const inside = cuts.filter((cut) => cut > position && cut < end);
    for (const to of [...inside, end]) {
      if (to <= position) continue;
      const link = linkRanges.findIndex(([from, until]) => from <= position && position < until);
      const part = text.slice(position, to).replaceAll('\t', ' '.repeat(tabWidth));
      const mark = ranges.some(([from, until]) => from <= position && position < until);
      pieces.push({ text: part, style: span.style, mark, href: links[link]?.[0] ?? null });
      position = to;
    }
  }
  return pieces;
}
