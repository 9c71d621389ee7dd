import { fitTo, widthOf } from './terminal-text.ts';

export interface Column {
  title: string;
  align?: 'right';
  /** Gives way first when the table is wider than the terminal. */
  shrink?: boolean;
}

/** A cell's text, and how it is painted once its width is settled. */
export interface Cell {
  text: string;
  paint?: (text: string) => string;
}

const gap = '  ';
const narrowest = 8;

/**
 * Lines of a table for people. Columns are as wide as their widest cell; when that is more than `width`, the columns
 * that may shrink are cut, the widest first. `width` Infinity: nothing is cut. `paintTitle` is for the line of titles.
 */
export function formatTable(
  columns: Column[],
  rows: (Cell | string)[][],
  width: number,
  paintTitle: (text: string) => string = (text) => text,
): string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column.title), ...cells.map((row) => widthOf(row[index]?.text ?? ''))),
  );
  shrink(columns, widths, width - gap.length * (columns.length - 1));
  const header = columns.map((column): Cell => ({ text: column.title, paint: paintTitle }));
  return [header, ...cells].map((row) => lineOf(columns, widths, row));
}

function shrink(columns: Column[], widths: number[], available: number): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  while (excess > 0) {
    const widest = columns.reduce(
      (best, column, index) =>
        column.shrink === true && (widths[index] ?? 0) > Math.max(narrowest, widths[best] ?? 0) ? index : best,
      -1,
    );
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
}

function lineOf(columns: Column[], widths: number[], row: Cell[]): string {
  const parts = columns.map((column, index) => {
    const cell = row[index] ?? { text: '' };
    const width = widths[index] ?? 0;
    const text = fitTo(cell.text, width);
    const padding = ' '.repeat(Math.max(0, width - widthOf(text)));
    const painted = cell.paint === undefined ? text : cell.paint(text);
    return column.align === 'right' ? padding + painted : painted + padding;
  });
  return parts.join(gap).trimEnd();
}
