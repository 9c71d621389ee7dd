import type { RunSummary } from '../../../contract/views.ts';
import type { RunHeader } from '../../../store/port.ts';

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

/** Branch or tag name of a full ref; other refs without `refs/`. */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(?:heads\/|tags\/)?/, '');
}
