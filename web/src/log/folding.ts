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
  #short = false;

  /** Tells how long the whole log is, once it is known. */
  setLength(lines: number, complete: boolean): void {
    this.#short = complete && lines <= shortLog;
  }

  isEntryOpen(entry: LogEntry): boolean {
    const chosen = this.#entries.get(entry.id);
    if (chosen !== undefined) return chosen;
    const opens = entry.step?.status === 'in_progress' || entry.step?.conclusion === 'failure';
    if (opens && entry.section) this.#entries.set(entry.id, true);
    return opens || (this.#short && entry.step !== null);
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
