import { letGo } from './admit-job.ts';
import { cancelBeforeBegin, cancelRun } from './cancel-run.ts';
import { stopJob } from './finish-job.ts';
import type { RunDraft } from './run-draft.ts';
import { waitsAsWhole } from './settle.ts';
import { beginJobs } from './start-run.ts';

interface GroupEvent {
  group: string;
  jobId: string | null;
}

/** The group is ours: what waited for it goes on. An answer that comes after a cancel changes nothing. */
export function groupAcquired(draft: RunDraft, { group, jobId }: GroupEvent): void {
  if (jobId === null) {
    if (waitsForGroup(draft.run.waitingFor, group) && waitsAsWhole(draft.run)) beginJobs(draft);
    return;
  }
  const job = draft.job(jobId);
  if (job !== undefined && waitsForGroup(job.waitingFor, group)) letGo(draft, job);
}

/** A newer run or job takes the group: what waits is cancelled, what runs is stopped. */
export function groupSuperseded(draft: RunDraft, { group, jobId, by }: GroupEvent & { by: string }): void {
  const { run } = draft;
  const reason = `${by} took its place in the concurrency group ${group}`;
  if (jobId !== null) {
    const job = draft.job(jobId);
    if (job !== undefined && sameGroup(job.concurrencyGroup, group)) stopJob(draft, job, reason);
    return;
  }
  if (run.status === 'completed' || !sameGroup(run.concurrencyGroup, group)) return;
  if (!waitsAsWhole(run)) {
    cancelRun(draft, `${by} (concurrency group ${group})`);
    return;
  }
  run.cancelRequested ??= { by, at: draft.env.now };
  cancelBeforeBegin(draft, reason);
}

function waitsForGroup(waitingFor: { kind: string; group?: string } | null, group: string): boolean {
  return waitingFor?.kind === 'concurrency' && sameGroup(waitingFor.group ?? null, group);
}

/** Group names ignore case. */
function sameGroup(one: string | null, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
