import type { JsonValue } from '../../shared/json.ts';

/** Thrown (never shown) when the text is not of the simple form: the full parser takes over. */
export const notSimple: unique symbol = Symbol('not simple YAML');

/** First characters that give a plain scalar another meaning: `-?:` are allowed when no space follows, left out here. */
const indicators = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map((character) => character.charCodeAt(0)));

/** A position in a document. `indent` is the indentation of the line that the cursor stands on. */
export class FastCursor {
  readonly text: string;
  position = 0;
  lineStart = 0;
  /** Where the line's newline is, or the end of the text. */
  lineEnd = -1;
  indent = 0;
  atEnd = false;
  /** Values that have a name, and how many such values the cursor is inside of. */
  readonly anchors = new Map<string, JsonValue>();
  openAnchors = 0;

  constructor(text: string) {
    this.text = text;
  }

  code(): number {
    return this.text.charCodeAt(this.position);
  }

  column(): number {
    return this.position - this.lineStart;
  }

  /** Goes to the first content character of the next line that is neither blank nor a comment. False at the end. */
  nextLine(): boolean {
    const { text } = this;
    let start = this.lineEnd + 1;
    while (start < text.length) {
      let at = start;
      while (text.charCodeAt(at) === 0x20) at++;
      const code = text.charCodeAt(at);
      if (code === 0x0a) {
        start = at + 1;
        continue;
      }
      if (at >= text.length) break;
      let end = text.indexOf('\n', at);
      if (end < 0) end = text.length;
      if (code !== 0x23 /* # */) {
        this.lineStart = start;
        this.lineEnd = end;
        this.position = at;
        this.indent = at - start;
        return true;
      }
      start = end + 1;
    }
    this.atEnd = true;
    this.position = text.length;
    this.lineEnd = text.length;
    return false;
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.position) === 0x20) this.position++;
  }

  /** A dash that starts a list item: a space or the end of the line follows. */
  isDash(): boolean {
    const next = this.text.charCodeAt(this.position + 1);
    return next === 0x20 || next === 0x0a || Number.isNaN(next);
  }

  skipDash(): void {
    this.position++;
    this.skipSpaces();
  }

  /** After a value of several lines: where the line ends that the cursor is on now. */
  findLineEnd(): void {
    const end = this.text.indexOf('\n', this.position);
    this.lineEnd = end < 0 ? this.text.length : end;
  }

  /** Only spaces or a comment follow. The cursor stands after spaces. */
  atLineEnd(): boolean {
    if (this.position >= this.lineEnd) return true;
    return this.code() === 0x23 && this.text.charCodeAt(this.position - 1) === 0x20;
  }

  /** After a value: the line must end here, and the next line may not be a continuation of the value. */
  endOfValue(parentIndent: number): void {
    this.skipSpaces();
    if (!this.atLineEnd()) throw notSimple;
    if (this.nextLine() && this.indent > parentIndent) throw notSimple;
  }

  /** The rest of the line has the form `key: ...`, so a list item is a mapping. */
  startsMapping(): boolean {
    const code = this.code();
    if (code === 0x22 || code === 0x27) {
      const close = this.text.indexOf(String.fromCharCode(code), this.position + 1);
      const next = this.text.charCodeAt(close + 1);
      // A key is on one line.
      if (close > this.lineEnd) return false;
      // An escaped or doubled quote inside the text: too rare to look at here.
      if (close < 0 || this.text.charCodeAt(close - 1) === 0x5c || next === code) throw notSimple;
      return next === 0x3a;
    }
    return this.colon() >= 0;
  }

  /** Position of the colon that ends a plain key on this line, or -1. */
  colon(): number {
    const { text, lineEnd } = this;
    for (let at = this.position; at < lineEnd; at++) {
      if (text.charCodeAt(at) !== 0x3a) continue;
      if (at + 1 === lineEnd || text.charCodeAt(at + 1) === 0x20) return at;
    }
    return -1;
  }

  /** Reads a plain key and its colon, and goes to the value. */
  plainKey(): string {
    if (indicators.has(this.code())) throw notSimple;
    const colon = this.colon();
    if (colon < 0) throw notSimple;
    let end = colon;
    while (this.text.charCodeAt(end - 1) === 0x20) end--;
    const key = this.text.slice(this.position, end);
    if (key.includes(' #')) throw notSimple;
    this.position = colon + 1;
    this.skipSpaces();
    return key;
  }

  skipColon(): void {
    if (this.code() !== 0x3a) throw notSimple;
    const next = this.text.charCodeAt(this.position + 1);
    if (next !== 0x20 && next !== 0x0a && !Number.isNaN(next)) throw notSimple;
    this.position++;
    this.skipSpaces();
  }

  /** Reads a plain value up to the end of the line or a comment. */
  plainValue(): string {
    const code = this.code();
    // `-1`, `-flag` and `::/0` are plain, `- x` is not.
    if (indicators.has(code) && !((code === 0x2d || code === 0x3a) && !this.isDash())) throw notSimple;
    return this.plainRest();
  }

  /** The same for a line that a plain value goes on in: what it starts with has no meaning there. */
  plainRest(): string {
    const { text, position, lineEnd } = this;
    let end = position;
    for (let at = position; at < lineEnd; at++) {
      const next = text.charCodeAt(at);
      if (next === 0x20) {
        if (text.charCodeAt(at + 1) === 0x23 /* # */) break;
        continue;
      }
      // A colon before a space or the end of the line would make this a mapping.
      if (next === 0x3a && (at + 1 === lineEnd || text.charCodeAt(at + 1) === 0x20)) throw notSimple;
      end = at + 1;
    }
    this.position = end;
    return text.slice(position, end);
  }
}
