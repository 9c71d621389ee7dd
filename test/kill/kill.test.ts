import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomNumbers } from '../model/walk.ts';
import { playRound } from './round.ts';
import { type KillWorld, startKillWorld } from './world.ts';

// The short form: hundreds of rounds are `npm run test:kill`. Whole platforms on a busy machine take their time.
const roundTimeout = 400_000;

let world: KillWorld;
beforeAll(async () => {
  world = await startKillWorld();
}, roundTimeout);
afterAll(() => world.stop(), roundTimeout);

const seed = Math.floor(Math.random() * 2 ** 31);
const random = randomNumbers(seed);

it.each([
  'both servers are killed',
  'Redis is killed while it rewrites its file',
  'requests of agents are lost, unanswered and doubled',
])('keeps every promise when %s', { timeout: roundTimeout }, async (fault) => {
  const { accepted, problems } = await playRound(world, random, fault);
  expect({ seed, problems }).toEqual({ seed, problems: [] });
  expect(accepted.length).toBeGreaterThan(0);
});
