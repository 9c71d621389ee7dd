import { describe, expect, it } from 'vitest';
import { createLaunchPause } from './launch-pause.ts';

describe('the pause between launches', () => {
  it('doubles with each failure in a row up to a minute, and ends with a success', () => {
    let now = 0;
    const pause = createLaunchPause({ monotonic: () => now });
    expect(pause.over()).toBe(true);
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      pause.note('failed');
      now += seconds * 1000 - 1;
      expect(pause.over()).toBe(false);
      now += 1;
      expect(pause.over()).toBe(true);
    }
    pause.note('failed');
    pause.note('well');
    expect(pause.over()).toBe(true);
  });
});
