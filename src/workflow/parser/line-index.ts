import type { Place } from '../problem.ts';

/**
 * Finds line and column of an offset. The YAML library's own counter misses line ends inside broken flow collections,
 * and then answers with columns that do not exist.
 */
export class LineIndex {
  readonly #starts = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** Offsets outside the text count as its start or end. */
  place(offset: number): Place {
    const inside = Math.max(0, Math.min(offset, this.#length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= inside) low = middle;
      else high = middle - 1;
    }
    return [low + 1, inside - (this.#starts[low] ?? 0) + 1];
  }
}
