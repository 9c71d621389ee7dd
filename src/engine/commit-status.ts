import type { JobState, RunState } from '../contract/run-state.ts';
import type { Conclusion } from '../contract/status.ts';
import type { CommitStatus } from '../contract/views.ts';
import type { RunDraft } from './run-draft.ts';

const ends: Record<Conclusion, { state: CommitStatus['state']; text: string }> = {
  success: { state: 'success', text: 'Successful in' },
  failure: { state: 'failure', text: 'Failing after' },
  timed_out: { state: 'failure', text: 'Timed out after' },
  cancelled: { state: 'error', text: 'Cancelled after' },
  skipped: { state: 'success', text: 'Skipped' },
};

/**
 * Announces on the commit where a job stands. Jobs of a matrix that is not expanded yet have no name to announce; for a
 * job that calls a workflow those of the call speak until it has ended.
 */
export function announceJob(draft: RunDraft, job: JobState): void {
  const speaksLast = job.placeholder || draft.plan(job.key).call !== undefined;
  if (speaksLast && job.status !== 'completed') return;
  const { state, description } = describeJob(job, draft.run.waitingFor?.kind === 'approval');
  draft.emit({ type: 'status', jobId: job.id, state, context: statusContext(draft.run, job.name), description });
}

/** `workflow / job (event)`, as GitHub and Gitea name it. */
function statusContext(run: RunState, name: string): string {
  return `${run.plan.name} / ${name} (${run.trigger.event})`;
}

/** Announces a run that could not be planned: it has no jobs to speak for it. */
export function announceFailedRun(draft: RunDraft): void {
  const { run } = draft;
  const line = run.failure?.line;
  const place = line === null || line === undefined ? '' : ` (line ${line})`;
  draft.emit({
    type: 'status',
    jobId: null,
    state: 'failure',
    context: `${run.plan.name} (${run.trigger.event})`,
    description: `${run.failure?.message ?? 'The workflow cannot be run'}${place}`.slice(0, 140),
  });
}

function describeJob(job: JobState, needsApproval: boolean): { state: CommitStatus['state']; description: string } {
  if (job.conclusion !== null) {
    const { state, text } = ends[job.conclusion];
    if (job.conclusion === 'skipped') return { state, description: text };
    if (job.startedAt === null) return { state, description: (job.reason ?? text.split(' ')[0] ?? text).slice(0, 140) };
    return { state, description: `${text} ${formatDuration((job.completedAt ?? 0) - job.startedAt)}` };
  }
  if (needsApproval) return { state: 'pending', description: 'Waiting for approval' };
  if (job.status === 'in_progress') return { state: 'pending', description: 'In progress' };
  if (job.waitingFor?.kind === 'needs')
    return { state: 'pending', description: `Waiting for ${job.waitingFor.jobs.join(', ')}` };
  return { state: 'pending', description: 'Queued' };
}

/** `3s`, `2m 5s`, `1h 2m`; from milliseconds. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m`;
}
