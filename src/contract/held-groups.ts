import type { JobState, RunState } from './run-state.ts';

/** The concurrency groups that a job runs in: the run's, its own, and those of the jobs whose calls it belongs to. */
export function heldGroups(run: RunState, jobId: string): string[] {
  const groups = [run.concurrencyGroup];
  for (let id: string | undefined = jobId; id !== undefined; ) {
    const job: JobState | undefined = run.jobs.find((one) => one.id === id);
    groups.push(job?.concurrencyGroup ?? null);
    id = job && run.calls?.[callOf(job.key) ?? '']?.jobId;
  }
  return groups.filter((group) => group !== null);
}

/** The call that a job belongs to, by the job's key (`<call>/<key in its file>`); null for a job of the run's own file. */
export function callOf(key: string): string | null {
  const end = key.lastIndexOf('/');
  return end < 0 ? null : key.slice(0, end);
}
