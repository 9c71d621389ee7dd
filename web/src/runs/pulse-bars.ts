import type { RunSummary } from '../../../src/contract/views.ts';
import { elapsed } from './timing.ts';

const tallest = 100;
const lowest = 18;

/**
 * Heights in per cent for a row of runs, by how long each took. Logarithmic: a run of two hours must not make the ones
 * of two minutes invisible. Runs that have not started are lowest.
 */
export function pulseHeights(runs: Pick<RunSummary, 'startedAt' | 'completedAt'>[], now: number): number[] {
  const weights = runs.map((run) => Math.log1p((elapsed(run, now) ?? 0) / 1000));
  const most = Math.max(...weights, 1);
  return weights.map((weight) => Math.round(lowest + (weight / most) * (tallest - lowest)));
}
