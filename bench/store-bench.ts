import type { Bench } from '../src/cli/bench/bench-table.ts';
import type { Figure } from '../src/cli/bench/figures.ts';
import { measureApart } from './measure-apart.ts';

/** bench/store.ts in a process of its own, with what its figures say about long queues and histories. */
export const storeBench: Bench = {
  name: 'store',
  title: 'The store, with long queues and histories',
  about:
    'Claim and complete at the port of the SQLite store, in one process on one disk, with `synchronous=FULL`: an empty ' +
    'store, one with 10,000 waiting jobs, and one with 10,000 waiting and a million finished ones, in turns. Processor ' +
    'time is the steadier figure, as the disk is not ours alone. Below it the log files: batches of 100 lines, each synced.',
  async measure({ env }) {
    const figures = await measureApart(new URL('store.ts', import.meta.url), env);
    return { figures: [...flatness(figures), ...figures] };
  },
};

/** Cost of a job beside that in an empty store. */
function flatness(figures: Figure[]): Figure[] {
  const costs = figures.filter(({ what, unit }) => what.includes('100 agents, ') && unit.startsWith('processor'));
  const [empty, ...others] = costs;
  if (empty === undefined) return [];
  return others.map(({ what, value }) => ({
    what: `cost of a job beside an empty store, ${what.split('100 agents, ')[1]}`,
    value: Math.round((value / empty.value) * 100) / 100,
    unit: 'times',
    goal: { most: 1.2 },
  }));
}
