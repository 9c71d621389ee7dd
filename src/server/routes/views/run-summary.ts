import type { RunSummary } from '../../../contract/views.ts';
import type { RunHeader } from '../../../store/port/runs.ts';
import { shortRef } from '../../../workflow/triggers.ts';

/** A run as lists show it. `waitingReason`: what `waiting.ts` found. */
export function runSummary(run: RunHeader, waitingReason: string | null): RunSummary {
  const { event, ref, sha, actor } = run.trigger;
  return {
    id: run.id,
    number: run.number,
    attempt: run.attempt,
    repository: run.repository.fullName,
    workflow: { name: run.workflow.name, path: run.workflow.path },
    title: run.title,
    event,
    ref,
    refName: shortRef(ref),
    sha,
    actor,
    status: run.status,
    conclusion: run.conclusion,
    waitingReason,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    completedAt: run.completedAt,
  };
}
