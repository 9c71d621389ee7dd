import type { Demand } from '../../src/server/scaler/new-agents.ts';

/**
 * How many Jobs KEDA 2.20 makes at a look, strategy `accurate` (scale_jobs.go): `entries` is the length of the stream, pending
 * are the Jobs whose pod is not Ready, and all counts are of Jobs that are not finished.
 */
export function accurate(counts: { entries: number; pending: number; running: number; max: number }): number {
  const { entries, pending, running, max } = counts;
  const wanted = Math.min(entries, max);
  const fits = wanted + running - pending <= max;
  return Math.max(0, fits ? wanted - pending : max - running);
}

/**
 * KEDA with pods that are Ready once they have claimed, so that idle agents count as pending. `warmEntries`: how many entries
 * beyond the waiting jobs the server keeps in the stream.
 */
export function kedaRule(max: number, warmEntries: (demand: Demand) => number): (demand: Demand) => number {
  return (demand) => {
    const { waiting, starting, idle, free } = demand;
    return accurate({ entries: waiting + warmEntries(demand), pending: starting + idle, running: max - free, max });
  };
}

/** One entry for every agent that is to be warm: with KEDA's formula this is the server's own rule. */
export function allWarm({ warm }: Demand): number {
  return warm;
}

/** One entry for every warm agent that is missing. KEDA takes idle agents off once more, so that half of them stay away. */
export function missingWarm({ warm, idle }: Demand): number {
  return Math.max(0, warm - idle);
}
