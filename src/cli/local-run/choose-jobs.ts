import type { JobSpec } from '../../contract/job-message.ts';
import type { WorkflowPlan } from '../../contract/plan.ts';
import { RaibidError } from '../../shared/errors.ts';

/** The plan with only these jobs and what they need, in the order of the file. Throws `not_found` for an unknown key. */
export function keepJobs(plan: WorkflowPlan, keys: string[]): WorkflowPlan {
  if (keys.length === 0) return plan;
  const byKey = new Map(plan.jobs.map((job) => [job.key, job]));
  const kept = new Set<string>();
  const keep = (key: string): void => {
    const job = byKey.get(key);
    if (job === undefined) {
      throw new RaibidError('not_found', `${plan.path} has no job '${key}'`, {
        hint: `It has: ${[...byKey.keys()].join(', ')}.`,
      });
    }
    if (kept.has(key)) return;
    kept.add(key);
    for (const needed of job.needs) keep(needed);
  };
  for (const key of keys) keep(key);
  return { ...plan, jobs: plan.jobs.filter((job) => kept.has(job.key)) };
}

/**
 * Says of a job whether its matrix values are among those asked for. Several values of one key are alternatives; a job
 * whose matrix lacks the key is not concerned.
 */
export function matrixFilter(pairs: [key: string, value: string][]): (spec: Pick<JobSpec, 'matrix'>) => boolean {
  const wanted = new Map<string, string[]>();
  for (const [key, value] of pairs) wanted.set(key, [...(wanted.get(key) ?? []), value]);
  return ({ matrix }) => {
    if (matrix === null) return true;
    return [...wanted].every(([key, values]) => {
      const value = matrix[key];
      return value === undefined || values.includes(typeof value === 'string' ? value : JSON.stringify(value));
    });
  };
}
