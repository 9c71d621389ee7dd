import type { LogEntry } from './log-entries.ts';
import type { Folding } from './log-rows.ts';

/** A finished log up to this long is shown open: nobody should have to click for ten lines. */
const shortLog = 150;

/**
 * Which steps and groups are open. By itself a step opens while it runs or when it failed, and stays open from then
 * on: nothing may close under the reader's eyes. What the reader does always wins.
 */
export class LogFolding implements Folding {
  readonly #entries = new Map<string, boolean>();
  readonly #groups = new Map<number, boolean>();
  #lines = 0;
  #complete = false;

  /** Tells how long the log is, and whether that is all. */
  setLength(lines: number, complete: boolean): void {
    this.#lines = lines;
    this.#complete = complete;
  }

  isEntryOpen(entry: LogEntry): boolean {
    const chosen = this.#entries.get(entry.id);
    if (chosen !== undefined) return chosen;
    const opens =
      this.#isWritten(entry) || entry.step?.status === 'in_progress' || entry.step?.conclusion === 'failure';
    if (opens && entry.section) this.#entries.set(entry.id, true);
    return opens || (this.#complete && this.#lines <= shortLog && entry.step !== null);
  }

  /** The step at the end of a live log is at work, whatever was last heard of its state. */
  #isWritten(entry: LogEntry): boolean {
    return !this.#complete && entry.step !== null && entry.section?.end === this.#lines;
  }

  isGroupOpen(line: number, closed: boolean): boolean {
    const chosen = this.#groups.get(line);
    if (chosen !== undefined) return chosen;
    if (!closed) this.#groups.set(line, true);
    return !closed;
  }

  setEntry(entry: LogEntry, open: boolean): void {
    this.#entries.set(entry.id, open);
  }

  setGroup(line: number, open: boolean): void {
    this.#groups.set(line, open);
  }
}
