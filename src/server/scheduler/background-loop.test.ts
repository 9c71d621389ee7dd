import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLogger } from '../../shared/logger.ts';
import { createLoop } from './background-loop.ts';

const log = createLogger({ name: 'test', level: 'silent', destination: { write: () => undefined } });

test('a loop that is woken all the time leaves the time between long rounds to others', async () => {
  const rounds: { began: number; ended: number }[] = [];
  const loop = createLoop({
    name: 'busy',
    every: 10_000,
    rest: 2,
    log,
    round: async () => {
      const began = performance.now();
      await delay(15);
      rounds.push({ began, ended: performance.now() });
      loop.wake();
    },
  });
  loop.start();
  await expect.poll(() => rounds.length, { timeout: 10_000 }).toBeGreaterThan(4);
  await loop.stop();
  const rests = rounds.slice(1).map(({ began }, before) => ({
    took: (rounds[before]?.ended ?? 0) - (rounds[before]?.began ?? 0),
    rested: began - (rounds[before]?.ended ?? 0),
  }));
  // One millisecond of tolerance: timers fire up to one early.
  for (const { took, rested } of rests) expect(rested).toBeGreaterThan(Math.min(took * 2, 50) - 1.5);
});

test('the first waking after a quiet time starts a round at once, however long the last one took', async () => {
  let rounds = 0;
  const loop = createLoop({
    name: 'quiet',
    every: 60_000,
    rest: 1000,
    log,
    round: async () => {
      rounds += 1;
    },
  });
  loop.start();
  await expect.poll(() => rounds).toBe(1);
  await delay(60);
  loop.wake();
  await expect.poll(() => rounds).toBe(2);
  await loop.stop();
});
