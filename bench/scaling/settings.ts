import type { Pattern } from './arrivals.ts';
import { allWarm, kedaRule } from './keda.ts';
import { type Place, type Setting, simulate } from './simulate.ts';

/** Local agents: looked at when something happens; a process is there after a quarter of a second. */
const embedded: Place = { looksEvery: 1000, wakes: true, start: 250, startGap: 0, ending: 0 };

/** KEDA as measured: a look a second, 400 ms between two pods of a node, 2.4 s until a finished Job frees its place. */
export function kedaPlace(start: number): Place {
  return { looksEvery: 1000, wakes: false, start, startGap: 400, ending: 2400 };
}

export const places = {
  embedded,
  'KEDA, 1 s': kedaPlace(1000),
  'KEDA, 3 s': kedaPlace(3000),
  'KEDA, 10 s': kedaPlace(10_000),
} as const satisfies Record<string, Place>;

export type PlaceName = keyof typeof places;

export const idleTime = 60_000;

/** The setting with the rule of its place: ours, or what KEDA makes of the stream. */
export function settingOf(name: PlaceName, max: number, warm: number): Setting {
  const setting = { ...places[name], max, warm, idleTime };
  return name === 'embedded' ? setting : { ...setting, rule: kedaRule(max, allWarm) };
}

/** Agents that are enough for the pattern; the table of the maximum shows what fewer and more do. */
export const enough: Record<Pattern, number> = { burst: 16, trickle: 8, 'working day': 16 };

/**
 * What was measured with KEDA 2.20.2 on one node of two cores with agents that start in 20 ms, at most ten at a time, and
 * the same in the simulation. Seconds from the first job to the last end.
 */
export const measured = [
  { what: '6 jobs of 5 s', groups: [{ at: 0, count: 6, duration: 5000 }], jobs: 6, lastDone: null },
  { what: '20 jobs of 5 s', groups: [{ at: 0, count: 20, duration: 5000 }], jobs: 20, lastDone: 18.0 },
  { what: '20 jobs of 0.2 s', groups: [{ at: 0, count: 20, duration: 200 }], jobs: 20, lastDone: 12.7 },
  {
    what: '6 jobs of 5 s, 3 more after 3 s',
    groups: [
      { at: 0, count: 6, duration: 5000 },
      { at: 3000, count: 3, duration: 5000 },
    ],
    jobs: 9,
    lastDone: 9.1,
  },
] as const;

/** The same jobs simulated; they come half a second before a look, as on average. */
export function simulateMeasured({ groups }: (typeof measured)[number]): { agents: number; lastDone: number } {
  const jobs = groups.flatMap(({ at, count, duration }) =>
    Array.from({ length: count }, () => ({ at: at + 500, duration })),
  );
  const rule = kedaRule(10, allWarm);
  const { agents, lastDone } = simulate(jobs, { ...kedaPlace(260), max: 10, warm: 0, idleTime, rule });
  return { agents, lastDone: (lastDone - 500) / 1000 };
}
