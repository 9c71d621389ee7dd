import { describe, expect, it } from 'vitest';
import { fitTo, oneLine, safeLogLine, widthOf } from './terminal-text.ts';

describe('text from elsewhere', () => {
  it.each([
    ['a title\r\nwith lines', 'a title with lines'],
    ['clear \u001b[2J\u001b[Hthe screen', 'clear the screen'],
    ['set \u001b]0;evil\u0007the title', 'set the title'],
    ['turn \u202Etxet\u202C round', 'turn  txet  round'],
  ])('%j cannot steer the terminal', (text, plain) => {
    expect(oneLine(text)).toBe(plain);
  });

  it('keeps the colours of a log line and nothing else', () => {
    expect(safeLogLine('\u001b[1;32mok\u001b[0m\u001b[2K\u001b]8;;http://x\u0007link\u001b]8;;\u0007\r', true)).toBe(
      '\u001b[1;32mok\u001b[0mlink',
    );
    expect(safeLogLine('\u001b[32mok\u001b[0m', false)).toBe('ok');
  });

  it('measures and cuts by columns', () => {
    expect(widthOf('\u001b[31mred\u001b[39m')).toBe(3);
    expect(widthOf('e\u0301')).toBe(1);
    expect(fitTo('abcdef', 4)).toBe('abc…');
    expect(fitTo('修复构建', 5)).toBe('修复…');
    expect(fitTo('abcd', 4)).toBe('abcd');
  });
});
