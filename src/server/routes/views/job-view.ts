import type { RunState } from '../../../contract/run-state.ts';
import type { JobView } from '../../../contract/views.ts';
import type { ShownJob } from '../../../engine/calls/shown-jobs.ts';
import type { JobDetail } from '../../../store/port/jobs.ts';

/** A job as pages and scripts see it: the engine's state of it, and what the agent reported (null before the first claim). */
export function jobView(
  run: RunState,
  { job, needs }: ShownJob,
  detail: JobDetail | null,
  waitingReason: string | null,
): JobView {
  // A job that runs again still has what its last try left until it is queued.
  const result = job.status === 'completed' ? (detail?.result ?? null) : null;
  return {
    id: job.id,
    runId: run.id,
    key: job.key,
    name: job.name,
    needs,
    agentClass: job.agentClass,
    labels: job.labels,
    status: job.status,
    conclusion: job.conclusion,
    waitingReason,
    reason: job.reason,
    attempt: job.attempt,
    attempts: detail?.attempts ?? [],
    steps: job.status === 'waiting' ? [] : (detail?.steps ?? []),
    annotations: result?.annotations ?? [],
    summary: result?.summary ?? '',
    outputs: job.outputs,
    environment: job.environment === null ? null : { name: job.environment, url: result?.environmentUrl ?? null },
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    completedAt: job.completedAt,
  };
}
