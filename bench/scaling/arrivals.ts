import { exponential, logNormal, type Random, randomOf } from './random.ts';

/** One job of the simulation. Milliseconds. */
export interface Arrival {
  at: number;
  duration: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Half of the jobs take less than a minute, one in twenty more than four: 83 s on average. */
const medianDuration = minute;
const durationSpread = 0.8;

/** Share of a day's pushes in each hour from 0 to 23 of a team at work in one time zone; the sum does not matter. */
const dayShape = [0, 0, 0, 0, 0, 0, 0, 1, 4, 8, 10, 9, 5, 6, 9, 10, 9, 6, 3, 2, 1, 1, 0, 0];

/** Pushes of the working day, each with the jobs of its workflow. */
const pushesADay = 200;

/** How jobs come. Each answers so many jobs in the order of their time. */
export const arrivalPatterns = {
  /** A matrix of 40 jobs each ten minutes. */
  burst: (count, random) => {
    let at = 0;
    return fill(count, (nth) => {
      // Not always at the same moment between two looks.
      if (nth % 40 === 0) at = (nth / 40) * 10 * minute + random() * second;
      return { at, duration: durationOf(random) };
    });
  },
  /** One job at a time, each minute on average. */
  trickle: (count, random) => {
    let at = 0;
    return fill(count, () => {
      at += exponential(random, minute);
      return { at, duration: durationOf(random) };
    });
  },
  /** 200 pushes a day by the hours of a team; each has one to eight jobs that are ready at once. */
  'working day': (count, random) => {
    const jobs: Arrival[] = [];
    for (let at = 0; jobs.length < count; ) {
      at = nextPush(at, random);
      const fan = 1 + Math.floor(random() * 8);
      for (let job = 0; job < fan && jobs.length < count; job += 1) jobs.push({ at, duration: durationOf(random) });
    }
    return jobs;
  },
} as const satisfies Record<string, (count: number, random: Random) => Arrival[]>;

export type Pattern = keyof typeof arrivalPatterns;

/** The jobs of a pattern, the same ones for the same seed. */
export function arrivals(pattern: Pattern, count: number, seed: number): Arrival[] {
  return arrivalPatterns[pattern](count, randomOf(seed));
}

/** Pushes come at the rate of the busiest hour; of those in quieter hours only their share is kept. */
function nextPush(after: number, random: Random): number {
  const most = Math.max(...dayShape);
  const all = dayShape.reduce((sum, share) => sum + share, 0);
  const busiest = (hour * all) / (pushesADay * most);
  for (let at = after; ; ) {
    at += exponential(random, busiest);
    if (random() * most < (dayShape[Math.floor(at / hour) % 24] ?? 0)) return at;
  }
}

function durationOf(random: Random): number {
  return logNormal(random, medianDuration, durationSpread);
}

function fill(count: number, make: (nth: number) => Arrival): Arrival[] {
  return Array.from({ length: count }, (_, nth) => make(nth));
}
