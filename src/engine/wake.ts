import { announceJob } from './commit-status.ts';
import { readyJobs } from './ready-job.ts';
import type { RunDraft } from './run-draft.ts';

/** Lets the jobs of these keys go: those that need nothing start, the others announce what they wait for. */
export function beginKeys(draft: RunDraft, keys: Iterable<string>): void {
  for (const key of keys) {
    if (isOver(draft, key)) continue;
    wake(draft, key);
    for (const job of draft.jobsOf(key)) {
      if (job.waitingFor?.kind === 'needs') announceJob(draft, job);
    }
  }
}

export function isOver(draft: RunDraft, key: string): boolean {
  return draft.jobsOf(key).every((job) => job.status === 'completed');
}

/** A job one of whose needs has ended: it is ready, or waits for fewer. */
export function wake(draft: RunDraft, key: string): void {
  const open = openNeeds(draft, key);
  if (open.length === 0) {
    readyJobs(draft, key);
    return;
  }
  noteNeeds(draft, key, open);
}

/** Notes which needs are still open, for jobs that wait for needs. */
export function noteNeeds(draft: RunDraft, key: string, jobs: string[]): void {
  for (const job of draft.jobsOf(key)) {
    if (job.waitingFor?.kind === 'needs') draft.update(job.id, { waitingFor: { kind: 'needs', jobs } });
  }
}

/** The needs of a key that have not ended. */
export function openNeeds(draft: RunDraft, key: string): string[] {
  return draft.plan(key).needs.filter((need) => !isOver(draft, need));
}
