import type { JobView } from '../../../src/contract/views.ts';

/** The line below a job's name: why it waits, why it ended so, or which step is at work. Null when nothing needs saying. */
export function jobNote(
  job: Pick<JobView, 'status' | 'conclusion' | 'waitingReason' | 'reason' | 'steps'>,
): string | null {
  if (job.waitingReason !== null) return job.waitingReason;
  if (job.reason !== null) return job.reason;
  const failed = job.steps.find((step) => step.conclusion === 'failure');
  if (job.status === 'completed') return failed && job.conclusion === 'failure' ? `Failed in: ${failed.name}` : null;
  const current = job.steps.find((step) => step.status === 'in_progress');
  if (!current) return null;
  const done = job.steps.filter((step) => step.status === 'completed').length;
  return `${current.name} (step ${done + 1} of ${job.steps.length})`;
}
