import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newAgents } from '../../src/server/scaler/new-agents.ts';
import { arrivals } from './arrivals.ts';
import { createEventQueue } from './event-queue.ts';
import { figuresOf, maxRows, seed, warmRows } from './figures.ts';
import { accurate, allWarm, kedaRule, missingWarm } from './keda.ts';
import { measuredTable, rowsTable } from './page.ts';
import { measured, settingOf, simulateMeasured } from './settings.ts';
import { simulate } from './simulate.ts';

const once = (count: number, at = 500, duration = 5000) => Array.from({ length: count }, () => ({ at, duration }));

describe('the simulation', () => {
  it('is the same for the same seed, and another for another', () => {
    const setting = settingOf('KEDA, 3 s', 8, 1);
    const run = (seed: number) => figuresOf(simulate(arrivals('working day', 500, seed), setting));
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
  });

  it('gives every job to one agent, never with more alive than allowed', () => {
    for (const pattern of ['burst', 'trickle', 'working day'] as const) {
      const jobs = arrivals(pattern, 1000, 1);
      const { waits, mostAlive, time } = simulate(jobs, settingOf('KEDA, 1 s', 3, 2));
      expect(waits).toHaveLength(1000);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
      expect(mostAlive).toBe(3);
      expect(time.busy).toBeCloseTo(
        jobs.reduce((sum, { duration }) => sum + duration, 0),
        0,
      );
    }
  });

  it('lets a warm agent take a job at once, and has the next one ready', () => {
    const jobs = [...once(1, 20_000), ...once(1, 40_000)];
    expect(simulate(jobs, settingOf('KEDA, 3 s', 4, 1)).waits).toEqual([0, 0]);
    expect(simulate(jobs, settingOf('KEDA, 3 s', 4, 0)).waits).toEqual([4000, 4000]);
  });

  it('makes as many Jobs as KEDA did when it was measured, and takes as long for jobs of seconds', () => {
    for (const scenario of measured) {
      const { agents, lastDone } = simulateMeasured(scenario);
      expect(agents).toBe(scenario.jobs);
      // Jobs of 0.2 s: ten pods that end at once end more slowly than the model lets them.
      if (scenario.lastDone === null || scenario.what.includes('0.2')) continue;
      expect(Math.abs(lastDone / scenario.lastDone - 1)).toBeLessThan(0.1);
    }
  });

  it('says that warm agents shorten the wait and cost idle time, and that more agents never lengthen it', () => {
    const rows = warmRows('trickle', 2000).filter(({ place }) => place === 'KEDA, 3 s');
    expect(rows.map(({ p95 }) => p95)).toEqual(rows.map(({ p95 }) => p95).toSorted((a, b) => b - a));
    expect(rows.map(({ idle }) => idle)).toEqual(rows.map(({ idle }) => idle).toSorted((a, b) => a - b));
    const waits = maxRows('working day', 2000).map(({ p99 }) => p99);
    expect(waits).toEqual(waits.toSorted((a, b) => b - a));
  });
});

describe('docs/scaling.md', () => {
  it('shows what the simulation says now', async () => {
    const text = await readFile(new URL('../../docs/scaling.md', import.meta.url), 'utf8');
    const setting = settingOf('KEDA, 3 s', 8, 1);
    const row = { pattern: 'trickle', place: 'KEDA, 3 s', max: 8, warm: 1 } as const;
    const figures = figuresOf(simulate(arrivals('trickle', 100_000, seed), setting));
    const [, , line] = rowsTable([{ ...row, ...figures }]).split('\n');
    expect(text).toContain(line);
    expect(text).toContain(measuredTable());
  });
});

describe('the rule in a cluster', () => {
  const count = fc.nat({ max: 30 });

  it('is the rule of the server, when the stream has an entry for every agent to keep warm', () => {
    fc.assert(
      fc.property(count, count, count, count, count, count, (waiting, starting, idle, busy, warm, more) => {
        const max = starting + idle + busy + more;
        const demand = { waiting, starting, idle, warm, free: more };
        expect(kedaRule(max, allWarm)(demand)).toBe(newAgents(demand));
      }),
    );
  });

  it('keeps half of the warm agents away when the stream has entries for those that are missing only', () => {
    const demand = { waiting: 0, starting: 0, idle: 1, warm: 2, free: 9 };
    expect(newAgents(demand)).toBe(1);
    expect(kedaRule(10, missingWarm)(demand)).toBe(0);
  });

  it.each([
    ['nothing pending', { entries: 6, pending: 0, running: 0, max: 10 }, 6],
    ['all on their way', { entries: 6, pending: 6, running: 6, max: 10 }, 0],
    ['more wait than may run', { entries: 20, pending: 0, running: 4, max: 10 }, 6],
    ['a full house', { entries: 20, pending: 3, running: 10, max: 10 }, 0],
  ])('as KEDA decides: %s', (_, counts, expected) => {
    expect(accurate(counts)).toBe(expected);
  });
});

describe('the queue of events', () => {
  it('lets things happen in the order of their time, and of their coming', () => {
    const happened: string[] = [];
    const events = createEventQueue();
    let now = 0;
    const note = (name: string) => () => void happened.push(`${name} at ${now}`);
    for (const [at, name] of [
      [5, 'e'],
      [1, 'a'],
      [3, 'c'],
      [1, 'b'],
      [3, 'd'],
    ] as const)
      events.put(at, note(name));
    events.run((at) => {
      now = at;
    });
    expect(happened).toEqual(['a at 1', 'b at 1', 'c at 3', 'd at 3', 'e at 5']);
  });
});
