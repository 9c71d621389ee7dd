import type { LogLine } from '../../../src/contract/log.ts';
import { type AnsiStyle, parseAnsi, plainStyle } from './ansi.ts';
import { type LineKind, readLineKind } from './line-kind.ts';

/** A run of neighbouring lines of one step. `step` is -1 for the agent's own lines. `end` is the first line after it. */
export interface LogSection {
  step: number;
  start: number;
  end: number;
}

/** The lines of one attempt's log, in columns: 100,000 small objects would cost three times the memory. */
export class LogLines {
  readonly texts: string[] = [];
  readonly times: number[] = [];
  readonly kinds: LineKind[] = [];
  readonly sections: LogSection[] = [];
  /** First line of a group -> the line that ends it. A group still open is missing. */
  readonly groupEnds = new Map<number, number>();
  /** Style at the start of a line, where an earlier line left one behind. */
  readonly #startStyles = new Map<number, AnsiStyle>();
  #style: AnsiStyle = plainStyle;
  #openGroup: number | null = null;

  get length(): number {
    return this.texts.length;
  }

  /** Appends the next line of the log. */
  push(line: LogLine): void {
    const index = this.texts.length;
    this.#enterStep(line.s, index);
    const { kind, text } = readLineKind(line.x);
    if (kind === 'group') this.#openGroupAt(index);
    if (kind === 'endgroup') this.#closeGroup(index);
    this.#carryStyle(index, text);
    this.texts.push(text);
    this.times.push(line.t);
    this.kinds.push(kind);
  }

  styleAt(index: number): AnsiStyle {
    return this.#startStyles.get(index) ?? plainStyle;
  }

  #enterStep(step: number, index: number): void {
    const current = this.sections.at(-1);
    if (current?.step === step) {
      current.end = index + 1;
      return;
    }
    this.#closeGroup(index);
    this.#style = plainStyle;
    this.sections.push({ step, start: index, end: index + 1 });
  }

  /** Groups do not nest, as on GitHub: a new one ends the one before. */
  #openGroupAt(index: number): void {
    this.#closeGroup(index);
    this.#openGroup = index;
  }

  #closeGroup(index: number): void {
    if (this.#openGroup !== null) this.groupEnds.set(this.#openGroup, index);
    this.#openGroup = null;
  }

  #carryStyle(index: number, text: string): void {
    if (this.#style !== plainStyle) this.#startStyles.set(index, this.#style);
    if (text.includes('\x1b')) this.#style = parseAnsi(text, this.#style).end;
  }
}
