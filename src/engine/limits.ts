import { RaibidError } from '../shared/errors.ts';

/** What a run may ask for at most; past it the run or job fails in words. */
export const engineLimits = {
  /** Jobs of one run, with all matrices expanded. */
  jobs: 4096,
  /** Characters of a concurrency group's or environment's name. */
  name: 400,
  /** Characters of a run's title; the rest is cut off. */
  title: 300,
  /** Minutes a job may take: timers hold no more than 24 days. */
  timeoutMinutes: 24 * 24 * 60,
} as const;

/** Throws `workflow_invalid` when a run would have more jobs than that. */
export function refuseTooManyJobs(count: number): void {
  if (count <= engineLimits.jobs) return;
  throw new RaibidError(
    'workflow_invalid',
    `The run would have ${count} jobs; at most ${engineLimits.jobs} are allowed`,
  );
}
