import { describe, expect, it } from 'vitest';
import type { StepState } from '../../../src/contract/job-message.ts';
import { wrappedRows } from './line-height.ts';
import { readLineKind } from './line-kind.ts';
import { logEntries } from './log-entries.ts';
import { LogLines } from './log-lines.ts';
import { entryIndexOf, type Folding, groupOf, logRows } from './log-rows.ts';
import { LogSearch, matchRanges, searchLines } from './log-search.ts';

function linesOf(...lines: [step: number, text: string][]): LogLines {
  const log = new LogLines();
  for (const [s, x] of lines) log.push({ t: 0, s, x });
  return log;
}

function step(index: number, name: string): StepState {
  return { index, name, status: 'completed', conclusion: 'success', startedAt: 0, completedAt: 0 };
}

const allOpen: Folding = { isEntryOpen: () => true, isGroupOpen: () => true };
const groupsClosed: Folding = { isEntryOpen: () => true, isGroupOpen: (_line, closed) => !closed };

/** Rows as text: headings in brackets, lines as they are. */
function shown(log: LogLines, steps: StepState[], folding: Folding): string[] {
  const entries = logEntries(log.sections, steps);
  return logRows(log, entries, folding).map((row) =>
    row >= 0 ? (log.texts[row] ?? '') : `[${entries[entryIndexOf(row)]?.title}]`,
  );
}

describe('line kinds', () => {
  it.each([
    ['##[group]Build', 'group', 'Build'],
    ['##[error]no such file', 'error', 'no such file'],
    ['\x1b[31m##[warning]old', 'warning', 'old'],
    ['# a comment', 'text', '# a comment'],
    ['plain', 'text', 'plain'],
  ])('%j is %s', (line, kind, text) => {
    expect(readLineKind(line)).toEqual({ kind, text });
  });
});

describe('the log under its steps', () => {
  const steps = [step(0, 'Checkout'), step(1, 'Build'), step(2, 'Skipped')];
  const log = linesOf([-1, 'hello'], [1, 'compiling'], [1, 'done'], [-1, 'bye']);

  it('shows silent steps where they belong', () => {
    expect(shown(log, steps, allOpen)).toEqual([
      '[Set up job]',
      'hello',
      '[Checkout]',
      '[Build]',
      'compiling',
      'done',
      '[Skipped]',
      '[Complete job]',
      'bye',
    ]);
  });

  it('hides the lines of closed steps', () => {
    const folding: Folding = { ...allOpen, isEntryOpen: (entry) => entry.title === 'Build' };
    expect(shown(log, steps, folding)).toEqual([
      '[Set up job]',
      '[Checkout]',
      '[Build]',
      'compiling',
      'done',
      '[Skipped]',
      '[Complete job]',
    ]);
  });

  it('names steps by number while their names are unknown', () => {
    expect(shown(linesOf([3, 'x']), [], allOpen)).toEqual(['[Step 4]', 'x']);
  });
});

describe('groups', () => {
  const log = linesOf(
    [0, 'a'],
    [0, '##[group]Install'],
    [0, 'b'],
    [0, '##[endgroup]'],
    [0, 'c'],
    [0, '##[group]Run'],
    [0, 'd'],
  );

  it('hides closed groups and keeps the one that is still written open', () => {
    expect(shown(log, [step(0, 'S')], groupsClosed)).toEqual(['[S]', 'a', 'Install', 'c', 'Run', 'd']);
  });

  it('shows an opened group without its end marker', () => {
    expect(shown(log, [step(0, 'S')], allOpen)).toEqual(['[S]', 'a', 'Install', 'b', 'c', 'Run', 'd']);
  });

  it('ends a group with its step and with the next group', () => {
    const nested = linesOf([0, '##[group]A'], [0, 'in a'], [0, '##[group]B'], [0, 'in b'], [1, 'after']);
    expect(shown(nested, [step(0, 'S'), step(1, 'T')], groupsClosed)).toEqual(['[S]', 'A', 'B', '[T]', 'after']);
  });

  it('finds the group of a line', () => {
    expect([0, 2, 4, 6].map((line) => groupOf(log, line))).toEqual([null, 1, null, 5]);
  });
});

describe('colours over several lines', () => {
  it('last until they are reset, and no longer than their step', () => {
    const log = linesOf(
      [0, '\x1b[31mred'],
      [0, 'still red\x1b[0m'],
      [0, 'plain'],
      [0, '\x1b[32mgreen'],
      [1, 'next step'],
    );
    expect([0, 1, 2, 4].map((line) => log.styleAt(line))).toEqual([{}, { color: 'ansi-1' }, {}, {}]);
  });
});

describe('search', () => {
  const log = linesOf([0, 'Error: one'], [0, 'fine'], [0, 'an \x1b[31mERR\x1b[0mOR'], [0, 'error']);

  it('ignores case and colours', () => {
    expect(searchLines(log, 'error')).toEqual([0, 2, 3]);
  });

  it('goes on from a line', () => {
    expect(searchLines(log, 'error', 3)).toEqual([3]);
  });

  it('keeps what it found while the log grows, and begins anew with another query', () => {
    const growing = linesOf([0, 'error 1'], [0, 'fine']);
    const search = new LogSearch();
    expect(search.find(growing, 'error')).toEqual([0]);
    growing.push({ t: 0, s: 0, x: 'error 2' });
    expect(search.find(growing, 'error')).toEqual([0, 2]);
    expect(search.find(growing, 'fine')).toEqual([1]);
  });

  it('finds nothing for an empty query', () => {
    expect([searchLines(log, ''), matchRanges('abc', '')]).toEqual([[], []]);
  });

  it('marks every place in a line', () => {
    expect(matchRanges('aXaxa', 'xa')).toEqual([
      [1, 3],
      [3, 5],
    ]);
  });
});

describe('wrapped lines', () => {
  it.each([
    ['', 80, 1],
    ['x'.repeat(80), 80, 1],
    ['x'.repeat(81), 80, 2],
    [`\x1b[31m${'x'.repeat(80)}\x1b[0m`, 80, 1],
    ['\t\t', 4, 2],
    ['漢字漢字', 4, 2],
    ['x'.repeat(1_000_000), 100, 50],
  ])('%# takes the right number of rows', (text, columns, rows) => {
    expect(wrappedRows(text, columns)).toBe(rows);
  });
});

describe('a log of 100,000 lines', () => {
  it('is laid out whole', () => {
    const log = new LogLines();
    for (let line = 0; line < 100_000; line++) log.push({ t: line, s: 0, x: `line ${line}` });
    const rows = logRows(log, logEntries(log.sections, [step(0, 'S')]), allOpen);
    expect([rows.length, log.texts[rows[100_000] ?? 0]]).toEqual([100_001, 'line 99999']);
  });
});
