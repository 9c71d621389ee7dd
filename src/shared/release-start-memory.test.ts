import { getHeapSpaceStatistics } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { collectGarbage } from './release-start-memory.ts';

/** Bytes of memory that V8's space for new objects takes. */
function newSpace(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.physical_space_size ?? 0;
}

/** Objects that live long enough for the space of new ones to grow. */
function makeObjects(): number {
  let kept: number[][] = [];
  for (let round = 0; round < 20; round += 1) kept = Array.from({ length: 20_000 }, (_, nth) => [nth, round]);
  return kept.length;
}

describe('after a start', () => {
  it('the memory of objects that are gone is given back', () => {
    makeObjects();
    const before = newSpace();
    collectGarbage();
    expect(before).toBeGreaterThan(4 << 20);
    expect(newSpace()).toBeLessThan(2 << 20);
  });

  it('programs see no function that collects', () => {
    collectGarbage();
    expect('gc' in globalThis).toBe(false);
  });
});
