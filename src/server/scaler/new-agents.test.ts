import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newAgents } from './new-agents.ts';

describe('the scaling rule', () => {
  it.each([
    ['nothing waits', { waiting: 0, starting: 0, idle: 0, warm: 0, free: 4 }, 0],
    ['a job waits', { waiting: 1, starting: 0, idle: 0, warm: 0, free: 4 }, 1],
    ['jobs wait and some agents are starting', { waiting: 5, starting: 2, idle: 0, warm: 0, free: 9 }, 3],
    ['more jobs wait than agents are allowed', { waiting: 20, starting: 0, idle: 0, warm: 0, free: 3 }, 3],
    ['nothing is free', { waiting: 20, starting: 0, idle: 0, warm: 2, free: 0 }, 0],
    ['more live than allowed', { waiting: 1, starting: 0, idle: 0, warm: 0, free: -1 }, 0],
    ['an idle agent will take the job', { waiting: 1, starting: 0, idle: 1, warm: 0, free: 4 }, 0],
    ['warm agents are missing', { waiting: 0, starting: 0, idle: 0, warm: 2, free: 4 }, 2],
    ['warm agents are on their way', { waiting: 0, starting: 1, idle: 1, warm: 2, free: 4 }, 0],
    ['warm agents are ready', { waiting: 0, starting: 0, idle: 2, warm: 2, free: 4 }, 0],
    ['a warm agent is about to be taken', { waiting: 1, starting: 0, idle: 1, warm: 1, free: 4 }, 1],
    ['a burst beside warm agents', { waiting: 6, starting: 0, idle: 2, warm: 2, free: 10 }, 6],
    ['more are idle than warm', { waiting: 2, starting: 0, idle: 3, warm: 1, free: 10 }, 0],
  ])('%s', (_, demand, expected) => {
    expect(newAgents(demand)).toBe(expected);
  });

  it('never starts more than are free, and always enough for what waits while there is room', () => {
    const count = fc.nat({ max: 50 });
    fc.assert(
      fc.property(count, count, count, count, count, (waiting, starting, idle, warm, free) => {
        const started = newAgents({ waiting, starting, idle, warm, free });
        expect(started).toBeLessThanOrEqual(free);
        if (started < free) expect(started + starting + idle).toBeGreaterThanOrEqual(waiting + warm);
      }),
    );
  });
});
