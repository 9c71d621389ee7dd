import { describe, expect, it } from 'vitest';
import { pulseHeights } from './pulse-bars.ts';

const ran = (seconds: number | null) => ({
  startedAt: seconds === null ? null : 0,
  completedAt: (seconds ?? 0) * 1000,
});

describe('the pulse of the latest runs', () => {
  it('is as high as runs are long, and keeps short ones in sight beside very long ones', () => {
    const [short = 0, middle = 0, long = 0] = pulseHeights([ran(5), ran(120), ran(7200)], 0);
    expect([short > 30, middle > short, long]).toEqual([true, true, 100]);
  });

  it('is lowest for what has not started, and nothing for no runs', () => {
    expect([pulseHeights([ran(null), ran(60)], 0)[0], pulseHeights([], 0)]).toEqual([18, []]);
  });
});
