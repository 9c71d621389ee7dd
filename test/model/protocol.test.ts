import { describe, expect, it } from 'vitest';
import { exploreAll } from './explore.ts';
import { faults } from './faults.ts';
import { walk } from './walk.ts';

/** Long runs: `npm run test:model`. */
const walks = 15;
const walkLength = 60;

describe('the protocol of queue, leases and runs, over the real engine and the real operations of the store', () => {
  it('keeps its promises in random histories, and everything ends once nothing fails', {
    timeout: 120_000,
  }, async () => {
    const first = Math.floor(Math.random() * 2 ** 31);
    for (let seed = first; seed < first + walks; seed += 1) {
      expect({ seed, finding: await walk(seed, walkLength) }).toEqual({ seed, finding: null });
    }
  });

  it('keeps its promises in every history of a few moves', { timeout: 120_000 }, async () => {
    const explored = await exploreAll({ depth: 4, states: 100, agents: 2 });
    expect(explored.finding).toBeNull();
    expect(explored.moves).toBeGreaterThan(300);
  });

  it.each([
    // Found by these histories once: what an attempt reports after its job was cancelled ended the rerun of that job.
    2, 35,
    // A job that went back to the queue and was cancelled there never ended for the engine.
    47, 1054,
  ])('keeps its promises in the history %i', { timeout: 30_000 }, async (seed) => {
    expect(await walk(seed, walkLength)).toBeNull();
  });
});

describe('a planted fault is found', () => {
  it.each(Object.keys(faults))('%s', { timeout: 120_000 }, async (name) => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const finding = await walk(seed, walkLength, faults[name]);
      if (finding !== null) return;
    }
    throw new Error('no history showed it');
  });
});
