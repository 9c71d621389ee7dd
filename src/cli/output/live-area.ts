import type { Output } from '../command.ts';

/** Some lines at the end of the terminal that are drawn again in place. */
export interface LiveArea {
  /** Replaces what was drawn before. Lines must fit the width. */
  draw(lines: readonly string[]): void;
  /** Leaves the last drawing where it is and shows the cursor again. */
  end(): void;
}

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

/** Lines of a terminal that does not tell. */
const usualRows = 24;

/**
 * More lines than the terminal has now, or than `most`, cannot be drawn over; the first ones are left out then. A terminal
 * may change its size between two drawings.
 */
export function openLiveArea(output: Output, most = Number.POSITIVE_INFINITY): LiveArea {
  let drawn = 0;
  let before = '';
  output.write(hideCursor);
  return {
    draw(lines) {
      const room = Math.max(1, Math.min(most, (output.rows ?? usualRows) - 1));
      const shown = lines.slice(-room);
      const text = shown.map((line) => `\u001b[2K${line}\n`).join('');
      if (text === before) return;
      const up = Math.min(drawn, room);
      output.write(`${up > 0 ? `\u001b[${up}A` : ''}${text}\u001b[J`);
      drawn = shown.length;
      before = text;
    },
    end: () => output.write(showCursor),
  };
}
