import { median, quantile } from '../../src/cli/bench/figures.ts';
import type { TestRedis } from '../../src/store/redis/testing/redis-server.ts';
import { costOf, type Meter, readMeter } from './costs.ts';
import type { Subject } from './subjects.ts';

/** One subject in one round. */
export interface Round {
  /** Jobs a second. */
  add: number;
  pairs: number;
  /** Milliseconds of a pair; null where only the whole can be measured. */
  p50: number | null;
  p99: number | null;
  cost: Meter;
}

/**
 * Rounds of all subjects in turns, so that a machine that is busy with something else is so for all of them. A round is short,
 * and the first is thrown away: scripts are loaded and compiled in it.
 */
export async function takeTurns(
  subjects: { subject: Subject; server: TestRedis }[],
  { agents, jobs, rounds }: { agents: number; jobs: number; rounds: number },
): Promise<Map<string, Round[]>> {
  const results = new Map<string, Round[]>(subjects.map(({ subject }) => [subject.name, []]));
  for (let nth = 0; nth <= rounds; nth += 1) {
    for (const { subject, server } of subjects) {
      const round = await oneRound(subject, server, agents, jobs);
      if (nth > 0) results.get(subject.name)?.push(round);
    }
  }
  return results;
}

async function oneRound(subject: Subject, server: TestRedis, agents: number, jobs: number): Promise<Round> {
  const add = await rate(jobs, () => subject.add(jobs));
  const before = await readMeter(server);
  let times: number[] = [];
  const pairs = await rate(jobs, async () => {
    times = await subject.pairs(agents, jobs);
  });
  const cost = costOf(before, await readMeter(server), jobs);
  const at = (share: number): number | null => (times.length === 0 ? null : quantile(times, share));
  return { add, pairs, p50: at(0.5), p99: at(0.99), cost };
}

async function rate(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return count / ((performance.now() - start) / 1000);
}

/** The median of what each round says. */
export function middle(rounds: Round[], of: (round: Round) => number | null): number {
  return median(rounds.map(of).filter((value) => value !== null));
}

/** How many times the one is the other, round by round: pairs met the same machine. */
export function ratio(ones: Round[], others: Round[], of: (round: Round) => number): number {
  return median(
    ones.flatMap((one, nth) => {
      const other = others[nth];
      return other === undefined ? [] : [of(one) / of(other)];
    }),
  );
}
