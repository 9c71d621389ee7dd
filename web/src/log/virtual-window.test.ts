import { describe, expect, it } from 'vitest';
import { contentPosition, rowAt, rowTops, scrollHeight, scrollPosition, virtualWindow } from './virtual-window.ts';

describe('the window on a long list', () => {
  const tops = rowTops(1000, (row) => (row % 10 === 0 ? 40 : 20));

  it('finds the row at a position', () => {
    expect([0, 39, 40, 219, 220, 1e9].map((position) => rowAt(tops, position))).toEqual([0, 0, 1, 9, 10, 999]);
  });

  it('draws what is in view and a little around it', () => {
    const { first, end, offset } = virtualWindow(tops, 2200, 600);
    expect(offset).toBe(tops[first]);
    expect(tops[first]).toBeLessThanOrEqual(1800);
    expect(tops[end]).toBeGreaterThanOrEqual(3200);
    expect(end - first).toBeLessThan(80);
  });

  it('draws nothing of an empty list', () => {
    expect(
      virtualWindow(
        rowTops(0, () => 20),
        0,
        600,
      ),
    ).toEqual({ first: 0, end: 0, offset: 0 });
  });
});

describe('a list taller than a browser can scroll', () => {
  const tops = rowTops(2_000_000, () => 20);

  it('reaches its first and its last row', () => {
    const bottom = scrollHeight(tops) - 600;
    expect(virtualWindow(tops, 0, 600).first).toBe(0);
    expect(virtualWindow(tops, bottom, 600).end).toBe(2_000_000);
  });

  it('puts rows where the eye is', () => {
    const { first, offset } = virtualWindow(tops, 7_000_000, 600);
    expect(Math.abs(offset - 7_000_000)).toBeLessThan(500);
    expect(first).toBeGreaterThan(900_000);
  });

  it('turns positions there and back', () => {
    expect(contentPosition(tops, scrollPosition(tops, 12_345_678, 600), 600)).toBeCloseTo(12_345_678, 3);
  });
});
