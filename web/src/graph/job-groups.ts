import type { JobView } from '../../../src/contract/views.ts';

/** All jobs that one key of the workflow made: one, or several by its matrix. `needs` names keys. */
export interface JobGroup {
  key: string;
  needs: string[];
  jobs: JobView[];
}

/** Jobs by key, in the order of the run. */
export function jobGroups(jobs: JobView[]): JobGroup[] {
  const groups = new Map<string, JobGroup>();
  for (const job of jobs) {
    const group = groups.get(job.key);
    if (group) group.jobs.push(job);
    else groups.set(job.key, { key: job.key, needs: job.needs, jobs: [job] });
  }
  return [...groups.values()];
}
