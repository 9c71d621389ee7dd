import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { StepState } from '../../../src/contract/job-message.ts';
import { LogFolding } from './folding.ts';
import { wrappedRows } from './line-height.ts';
import { type LogEntry, logEntries } from './log-entries.ts';
import type { LogLines } from './log-lines.ts';
import { entryIndexOf, groupOf, type LogRow, logRows } from './log-rows.ts';
import { LogSearch } from './log-search.ts';
import { rowTops } from './virtual-window.ts';

/** Heights in pixels; log-view.css draws the same. */
export const rowHeight = 20;
export const headingHeight = 40;

/** Everything the log's view shows, as signals: which rows there are, how tall, what was searched for. */
export class LogViewModel {
  readonly folding = new LogFolding();
  readonly lines: Signal<LogLines>;
  readonly steps: Signal<StepState[]> = signal([]);
  /** Characters that fit beside the line number. */
  readonly columns = signal(120);
  readonly timestamps = signal(false);
  readonly query = signal('');
  /** Index in `matches` of the one looked at. */
  readonly matchIndex = signal(-1);
  /** The line a permalink names. */
  readonly target = signal<number | null>(null);

  readonly entries: ReadonlySignal<LogEntry[]>;
  readonly rows: ReadonlySignal<LogRow[]>;
  readonly tops: ReadonlySignal<Float64Array>;
  readonly matches: ReadonlySignal<number[]>;
  /** Rows that are headings: few, while there may be 100,000 lines between them. */
  readonly #headings: ReadonlySignal<number[]>;
  readonly #version: Signal<number> = signal(0);
  readonly #folded = signal(0);

  constructor(lines: LogLines) {
    this.lines = signal(lines);
    this.entries = computed(() => {
      this.#version.value;
      return logEntries(this.lines.value.sections, this.steps.value);
    });
    this.rows = computed(() => {
      this.#folded.value;
      return logRows(this.lines.value, this.entries.value, this.folding);
    });
    this.#headings = computed(() => this.rows.value.flatMap((row, index) => (row < 0 ? [index] : [])));
    this.tops = computed(() => {
      const { texts } = this.lines.value;
      const rows = this.rows.value;
      const columns = this.columns.value;
      return rowTops(rows.length, (index) => {
        const row = rows[index] ?? 0;
        return row < 0 ? headingHeight : wrappedRows(texts[row] ?? '', columns) * rowHeight;
      });
    });
    const search = new LogSearch();
    this.matches = computed(() => {
      this.#version.value;
      return search.find(this.lines.value, this.query.value);
    });
  }

  /** Takes over what the log and the job look like now. */
  update(lines: LogLines, steps: StepState[], complete: boolean): void {
    this.lines.value = lines;
    this.steps.value = steps;
    this.folding.setLength(lines.length, complete);
    this.#version.value++;
  }

  toggleEntry(entry: LogEntry): void {
    this.folding.setEntry(entry, !this.folding.isEntryOpen(entry));
    this.#folded.value++;
  }

  toggleGroup(line: number): void {
    this.folding.setGroup(line, !this.isGroupOpen(line));
    this.#folded.value++;
  }

  isGroupOpen(line: number): boolean {
    return this.folding.isGroupOpen(line, this.lines.value.groupEnds.has(line));
  }

  /** Opens or closes every step. */
  setAll(open: boolean): void {
    for (const entry of this.entries.value) this.folding.setEntry(entry, open);
    this.#folded.value++;
  }

  /** True when at least one step with lines is closed. */
  hasClosed(): boolean {
    this.rows.value;
    return this.entries.value.some((entry) => entry.section && !this.folding.isEntryOpen(entry));
  }

  /** Opens what hides a line and answers its row; -1 when the log has no such line. */
  reveal(line: number): number {
    const entry = this.entries.value.find(({ section }) => section && section.start <= line && line < section.end);
    if (!entry) return -1;
    this.folding.setEntry(entry, true);
    const group = groupOf(this.lines.value, line);
    if (group !== null) this.folding.setGroup(group, true);
    this.#folded.value++;
    return this.rows.value.indexOf(line);
  }

  /** The heading that a row stands under: its index in `entries`, and its own row. */
  headingOf(row: number): { entryIndex: number; row: number } {
    const heading = this.#headings.value.findLast((candidate) => candidate <= row) ?? 0;
    return { entryIndex: entryIndexOf(this.rows.value[heading] ?? -1), row: heading };
  }
}
