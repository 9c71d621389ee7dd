import { describe, expect, it } from 'vitest';
import { openLiveArea } from './live-area.ts';

function terminal(): { written: string[]; output: { write(text: string): void; isTTY: boolean; columns: number } } {
  const written: string[] = [];
  return { written, output: { write: (text) => written.push(text), isTTY: true, columns: 80 } };
}

describe('a live area', () => {
  it('is drawn again over itself, and leaves the cursor as it was', () => {
    const { written, output } = terminal();
    const area = openLiveArea(output);
    area.draw(['one', 'two']);
    area.draw(['only']);
    area.end();
    expect(written).toEqual([
      '\u001b[?25l',
      '\u001b[2Kone\n\u001b[2Ktwo\n\u001b[J',
      '\u001b[2A\u001b[2Konly\n\u001b[J',
      '\u001b[?25h',
    ]);
  });

  it('writes nothing while nothing changes', () => {
    const { written, output } = terminal();
    const area = openLiveArea(output);
    area.draw(['same']);
    area.draw(['same']);
    expect(written).toHaveLength(2);
  });

  it('shows the last lines when there are more than the terminal has', () => {
    const { written, output } = terminal();
    const area = openLiveArea({ ...output, rows: 3 });
    area.draw(['1', '2', '3', '4']);
    expect(written[1]).toBe('\u001b[2K3\n\u001b[2K4\n\u001b[J');
  });

  it('stays inside a terminal that became smaller', () => {
    const { written, output } = terminal();
    const size = { rows: 5 };
    const resized = Object.defineProperty({ ...output, rows: 0 }, 'rows', { get: () => size.rows });
    const area = openLiveArea(resized);
    area.draw(['1', '2', '3', '4']);
    size.rows = 3;
    area.draw(['a', 'b', 'c', 'd']);
    expect(written[2]).toBe('\u001b[2A\u001b[2Kc\n\u001b[2Kd\n\u001b[J');
  });
});
