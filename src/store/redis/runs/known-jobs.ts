import { boundedMap } from '../../../shared/bounded-map.ts';

/**
 * What this server last saw of a run's jobs, as text, with the version it belongs to. A commit is refused unless the
 * stored run still has that version, so sending only the jobs that differ is exact; without it a matrix of 256 jobs would
 * send 150 kB with each of its 768 steps.
 */
export interface KnownJobs {
  see(runId: string, version: number, jobs: string[]): void;
  /** The jobs of `next` that differ, by position; all of them when that version was not seen here. */
  changed(runId: string, version: number, next: string[]): Record<string, string>;
}

/** Runs remembered at a time: those that are being advanced, not those that are looked at. */
const capacity = 64;

export function knownJobs(): KnownJobs {
  const seen = boundedMap<{ version: number; jobs: string[] }>(capacity);
  return {
    see: (runId, version, jobs) => seen.set(runId, { version, jobs }),
    changed: (runId, version, next) => {
      const known = seen.get(runId);
      const before = known?.version === version ? known.jobs : [];
      const all = next.map((body, position): [string, string] => [String(position), body]);
      return Object.fromEntries(all.filter(([, body], position) => body !== before[position]));
    },
  };
}
