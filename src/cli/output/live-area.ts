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

/** More lines than `rows` cannot be drawn over; the first ones are left out then. */
export function openLiveArea(output: Output, rows: number): LiveArea {
  let drawn = 0;
  let before = '';
  output.write(hideCursor);
  return {
    draw(lines) {
      const shown = lines.slice(-Math.max(1, rows - 1));
      const text = shown.map((line) => `\u001b[2K${line}\n`).join('');
      if (text === before) return;
      output.write(`${drawn > 0 ? `\u001b[${drawn}A` : ''}${text}\u001b[J`);
      drawn = shown.length;
      before = text;
    },
    end: () => output.write(showCursor),
  };
}
