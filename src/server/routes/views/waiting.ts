import type { JobState, RunState } from '../../../contract/run-state.ts';
import { describeWaiting } from '../../../engine/waiting.ts';
import type { RunHeader } from '../../../store/port.ts';
import type { ServerDeps } from '../../deps.ts';

/** Why a run does not go on, in words; null when nothing is missing. */
export function runWaitingReason(run: Pick<RunHeader, 'waitingFor'>): string | null {
  return run.waitingFor === null ? null : describeWaiting(run.waitingFor, {});
}

/** Why a job does not run yet, in words, with its place in the queue. */
export async function jobWaitingReason(
  deps: Pick<ServerDeps, 'store' | 'config'>,
  run: RunState,
  job: JobState,
): Promise<string | null> {
  if (job.waitingFor === null) return null;
  return describeWaiting(job.waitingFor, {});
}
