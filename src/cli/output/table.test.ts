import { describe, expect, it } from 'vitest';
import { formatTable } from './table.ts';
import { widthOf } from './terminal-text.ts';

const columns = [{ title: 'ID' }, { title: 'TITLE', shrink: true }, { title: 'TIME', align: 'right' as const }];

describe('formatTable', () => {
  it('makes columns as wide as their widest cell', () => {
    expect(
      formatTable(
        columns,
        [
          ['1', 'Fix it', '4 s'],
          ['12', 'Go', '12 s'],
        ],
        80,
      ),
    ).toEqual(['ID  TITLE   TIME', '1   Fix it   4 s', '12  Go      12 s']);
  });

  it('cuts only what may shrink, down to the terminal', () => {
    const lines = formatTable(columns, [['1', 'A title that is much longer than the line', '4 s']], 30);
    expect(lines[1]).toBe('1   A title that is muc…   4 s');
    expect(Math.max(...lines.map(widthOf))).toBe(30);
  });

  it('paints after fitting, so that colours take no room', () => {
    const paint = (text: string): string => `\u001b[31m${text}\u001b[39m`;
    const [, line] = formatTable(columns, [[{ text: '1', paint }, 'x', '4 s']], 80);
    expect(line).toBe('\u001b[31m1\u001b[39m   x       4 s');
  });

  it('counts wide characters as two columns', () => {
    const lines = formatTable(
      columns,
      [
        ['1', '修复构建', '4 s'],
        ['2', 'abcdefgh', '4 s'],
      ],
      80,
    );
    expect(lines.map(widthOf)).toEqual([18, 18, 18]);
  });
});
