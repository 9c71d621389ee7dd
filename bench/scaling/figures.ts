import { type Arrival, arrivals, type Pattern } from './arrivals.ts';
import { kedaRule, missingWarm } from './keda.ts';
import { enough, type PlaceName, places, settingOf } from './settings.ts';
import { type Outcome, type Setting, simulate } from './simulate.ts';

/** Seconds; shares of the time that agents worked. */
export interface Figures {
  p50: number;
  p95: number;
  p99: number;
  /** Agents started for each job. */
  agentsAJob: number;
  /** Starting, ending and idle time for each hour of work, in hours. */
  starting: number;
  idle: number;
}

export interface Row extends Figures {
  pattern: Pattern;
  place: PlaceName;
  max: number;
  warm: number;
}

export const warms = [0, 1, 2, 4, 8] as const;
export const maxima = [2, 4, 8, 16, 32] as const;
/** Of all figures in the docs. */
export const seed = 20;

export function figuresOf({ waits, agents, time }: Outcome): Figures {
  const sorted = Float64Array.from(waits).sort();
  const at = (share: number): number => quantileOfSorted(sorted, share) / 1000;
  return {
    ...{ p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    agentsAJob: agents / waits.length,
    starting: (time.starting + time.ending) / time.busy,
    idle: time.idle / time.busy,
  };
}

/** Every place with every number of warm agents, at a maximum that is enough. */
export function warmRows(pattern: Pattern, count: number): Row[] {
  const jobs = arrivals(pattern, count, seed);
  const max = enough[pattern];
  return namesOf(places).flatMap((place) => warms.map((warm) => rowOf(jobs, { pattern, place, max, warm })));
}

/** One place with few and many agents. */
export function maxRows(pattern: Pattern, count: number): Row[] {
  const jobs = arrivals(pattern, count, seed);
  return maxima.map((max) => rowOf(jobs, { pattern, place: 'KEDA, 3 s', max, warm: 1 }));
}

/** With entries for missing warm agents only, in a cluster: what is wrong with them. */
export function missingRows(pattern: Pattern, count: number): Row[] {
  const jobs = arrivals(pattern, count, seed);
  const max = enough[pattern];
  return warms.map((warm) => {
    const setting = { ...settingOf('KEDA, 3 s', max, warm), rule: kedaRule(max, missingWarm) };
    return { pattern, place: 'KEDA, 3 s', max, warm, ...figuresOf(simulate(jobs, setting)) };
  });
}

function rowOf(jobs: readonly Arrival[], names: Pick<Row, 'pattern' | 'place' | 'max' | 'warm'>): Row {
  const setting: Setting = settingOf(names.place, names.max, names.warm);
  return { ...names, ...figuresOf(simulate(jobs, setting)) };
}

function quantileOfSorted(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function namesOf<Name extends string>(table: Record<Name, unknown>): Name[] {
  return Object.keys(table).filter((name): name is Name => name in table);
}
