import { describe, expect, it } from 'vitest';
import { parseAnsi } from './ansi.ts';
import { maxShownCharacters } from './line-height.ts';
import { type LinePiece, linePieces } from './line-pieces.ts';

const pieces = (line: string, ranges: [number, number][] = []): LinePiece[] =>
  linePieces(parseAnsi(line).spans, ranges);

describe('the pieces of a line', () => {
  it('marks a match that crosses colours', () => {
    const drawn = pieces('ab\x1b[31mcd\x1b[0mef', [[1, 5]]).map((piece) => [piece.text, piece.mark, piece.style.color]);
    expect(drawn).toEqual([
      ['a', false, undefined],
      ['b', true, undefined],
      ['cd', true, 'ansi-1'],
      ['e', true, undefined],
      ['f', false, undefined],
    ]);
  });

  it('makes addresses links, without the full stop behind', () => {
    expect(pieces('see https://x.test/a?b=1.').map(({ text, href }) => [text, href])).toEqual([
      ['see ', null],
      ['https://x.test/a?b=1', 'https://x.test/a?b=1'],
      ['.', null],
    ]);
  });

  it('makes no link of anything but http', () => {
    expect(pieces('javascript://x.test/%0aalert(1)').every(({ href }) => href === null)).toBe(true);
  });

  it('keeps the whole address when only a part of it matches', () => {
    expect(pieces('https://x.test/abc', [[15, 18]]).map(({ href }) => href)).toEqual([
      'https://x.test/abc',
      'https://x.test/abc',
    ]);
  });

  it('cuts very long lines and spreads tabs', () => {
    expect(pieces('x'.repeat(60_000))[0]?.text).toHaveLength(maxShownCharacters);
    expect(pieces('a\tb')[0]?.text).toBe('a    b');
  });
});
