import type { WorkflowProblem } from '../../workflow/problem.ts';
import type { Style } from './style.ts';
import { oneLine, widthOf } from './terminal-text.ts';

/** A problem with its place, the line it stands in, and a caret below the column. */
export function problemLines(
  problem: WorkflowProblem,
  level: 'error' | 'warning',
  shown: { file: string; source: string; style: Style },
): string[] {
  const { style, file } = shown;
  const { line, column, message, hint, code } = problem;
  const paint = level === 'error' ? style.red : style.yellow;
  const quoted = shown.source.split(/\r?\n/)[line - 1];
  const head = `${style.bold(`${file}:${line}:${column}`)} ${paint(level)} ${oneLine(message)} ${style.dim(`(${code})`)}`;
  const gutter = String(line).length;
  const quote = quoted === undefined ? [] : quoteLines(quoted, { line, column, gutter }, style, paint);
  return [head, ...quote, `${' '.repeat(gutter)} ${style.cyan('hint:')} ${hint}`, ''];
}

const longestQuote = 160;

function quoteLines(
  text: string,
  place: { line: number; column: number; gutter: number },
  style: Style,
  paint: (text: string) => string,
): string[] {
  const plain = oneLine(text.replaceAll('\t', ' '));
  const indent = widthOf(plain.slice(0, place.column - 1));
  const shownText = plain.length > longestQuote ? `${plain.slice(0, longestQuote)}…` : plain;
  const bar = style.dim('│');
  const quoted = `${style.dim(String(place.line))} ${bar} ${shownText}`;
  return indent > longestQuote
    ? [quoted]
    : [quoted, `${' '.repeat(place.gutter)} ${bar} ${' '.repeat(indent)}${paint('^')}`];
}
