import type { RunEvent } from '../contract/run-state.ts';
import { announceJob } from './commit-status.ts';
import { finishJob } from './finish-job.ts';
import type { RunDraft } from './run-draft.ts';

type Event<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/**
 * An agent has claimed the job. Attempt numbers only grow; an older one is an echo of the past. The number is noted also
 * when the job was cancelled before this was heard: what this attempt reports must not end a later rerun of the job.
 */
export function jobStarted(draft: RunDraft, event: Event<'job_started'>): void {
  const job = draft.job(event.jobId);
  if (job === undefined || event.attempt <= job.attempt) return;
  if (job.status === 'completed') draft.update(job.id, { attempt: event.attempt });
  if (job.status !== 'queued' && job.status !== 'in_progress') return;
  const started = draft.update(job.id, {
    status: 'in_progress',
    attempt: event.attempt,
    startedAt: event.at,
    waitingFor: null,
  });
  draft.run.startedAt ??= event.at;
  announceJob(draft, started);
}

/** The result of an attempt: counts once, and only from the newest attempt. */
export function jobCompleted(draft: RunDraft, event: Event<'job_completed'>): void {
  const job = draft.job(event.jobId);
  if (job === undefined) return;
  const running = job.status === 'in_progress' && event.attempt >= job.attempt;
  // Its start may not have reached us: a queued job ends with an attempt that is newer than all we know.
  const unseen = job.status === 'queued' && event.attempt > job.attempt;
  // It went back to the queue before the store heard that it was to be cancelled: the store ended it there.
  const returned = job.status === 'queued' && event.attempt === job.returnedAttempt;
  if (!running && !unseen && !returned) return;
  const current = draft.update(job.id, { attempt: event.attempt, startedAt: job.startedAt ?? event.at });
  draft.run.startedAt ??= event.at;
  finishJob(draft, current, { ...event.result, reason: event.reason, at: event.at });
}

/** The attempt was lost or given back; the store has put the job into its queue again. */
export function jobRequeued(draft: RunDraft, event: Event<'job_requeued'>): void {
  const job = draft.job(event.jobId);
  if (job === undefined || job.agentClass === null) return;
  const running = job.status === 'in_progress' && event.attempt >= job.attempt;
  const unseen = job.status === 'queued' && event.attempt > job.attempt;
  if (!running && !unseen) return;
  const queued = draft.update(job.id, {
    status: 'queued',
    attempt: event.attempt,
    returnedAttempt: event.attempt,
    startedAt: null,
    waitingFor: { kind: 'agent', agentClass: job.agentClass },
  });
  announceJob(draft, queued);
}
