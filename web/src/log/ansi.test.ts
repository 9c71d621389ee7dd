import { describe, expect, it } from 'vitest';
import { parseAnsi, stripAnsi } from './ansi.ts';

const esc = '\x1b';

describe('parseAnsi', () => {
  it('leaves plain text as one span', () => {
    expect(parseAnsi('hello').spans).toEqual([{ text: 'hello', style: {} }]);
  });

  it('reads colours and attributes, and ends them', () => {
    expect(parseAnsi(`${esc}[1;31mred${esc}[0m plain ${esc}[92;4mok${esc}[39;24m.`).spans).toEqual([
      { text: 'red', style: { bold: true, color: 'ansi-1' } },
      { text: ' plain ', style: {} },
      { text: 'ok', style: { color: 'ansi-10', underline: true } },
      { text: '.', style: {} },
    ]);
  });

  it('reads the 256 colour cube, its greys and 24-bit colours', () => {
    const colours = [`38;5;196`, `38;5;244`, `48;2;1;2;300`].map((code) => parseAnsi(`${esc}[${code}mx`).end);
    expect(colours).toEqual([{ color: '#ff0000' }, { color: '#808080' }, { background: '#0102ff' }]);
  });

  it('carries a style over to the next line', () => {
    const { end } = parseAnsi(`${esc}[33mfirst`);
    expect(parseAnsi('second', end).spans).toEqual([{ text: 'second', style: { color: 'ansi-3' } }]);
  });

  it('drops cursor movement, titles, hyperlinks and control characters', () => {
    expect(stripAnsi(`${esc}[2K${esc}[1Ga${esc}]0;title\x07b${esc}]8;;http://x${esc}\\c\x00\x08${esc}(B`)).toBe('abc');
  });

  it('keeps only what a progress bar drew last', () => {
    expect(stripAnsi('10 %\r50 %\r100 %\r')).toBe('100 %');
  });

  it('survives an unfinished sequence', () => {
    expect(stripAnsi(`a${esc}[31`)).toBe('a[31');
  });
});
