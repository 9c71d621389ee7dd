import type { LogEntry } from './log-entries.ts';
import type { LogLines } from './log-lines.ts';

/** One row of the log as shown: `line >= 0` is a line, otherwise the heading of `entries[-line - 1]`. */
export type LogRow = number;

const headingRow = (entryIndex: number): LogRow => -entryIndex - 1;
export const entryIndexOf = (row: LogRow): number => -row - 1;

/** What the reader has opened and closed; what is not named follows the defaults. */
export interface Folding {
  isEntryOpen(entry: LogEntry): boolean;
  /** `closed`: the group has an end; an open group is still being written. */
  isGroupOpen(line: number, closed: boolean): boolean;
}

/** The rows to show, top to bottom. Lines that only end a group keep their number but are not shown. */
export function logRows(lines: LogLines, entries: LogEntry[], folding: Folding): LogRow[] {
  const rows: LogRow[] = [];
  entries.forEach((entry, index) => {
    rows.push(headingRow(index));
    if (entry.section === null || !folding.isEntryOpen(entry)) return;
    for (let line = entry.section.start; line < entry.section.end; line++) {
      const kind = lines.kinds[line];
      if (kind === 'endgroup') continue;
      rows.push(line);
      if (kind !== 'group') continue;
      const end = lines.groupEnds.get(line);
      if (folding.isGroupOpen(line, end !== undefined)) continue;
      line = Math.min(end ?? entry.section.end, entry.section.end) - 1;
    }
  });
  return rows;
}

/** The group a line lies in, or null. */
export function groupOf(lines: LogLines, line: number): number | null {
  for (let start = line; start >= 0; start--) {
    if (lines.kinds[start] !== 'group') continue;
    const end = lines.groupEnds.get(start) ?? lines.length;
    return start < line && line < end ? start : null;
  }
  return null;
}
