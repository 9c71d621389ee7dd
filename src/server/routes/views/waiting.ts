import type { JobState, RunState } from '../../../contract/run-state.ts';
import { describeWaiting, type WaitingFacts } from '../../../engine/waiting.ts';
import type { RunHeader } from '../../../store/port/runs.ts';
import type { ServerDeps } from '../../deps.ts';

/** Why a run does not go on, in words; null when nothing is missing. */
export function runWaitingReason(run: Pick<RunHeader, 'waitingFor'>): string | null {
  return run.waitingFor === null ? null : describeWaiting(run.waitingFor);
}

/** The queue as one look found it: classes and how many jobs each of them runs. */
export type QueueLook = () => Promise<ReadonlyMap<string, number>>;

/** Looks at the queue at most once, however many jobs wait. */
export function lookOnce({ store, clock }: Pick<ServerDeps, 'store' | 'clock'>): QueueLook {
  let look: Promise<ReadonlyMap<string, number>> | null = null;
  const read = async () =>
    new Map((await store.queue.stats(clock.now())).map((entry) => [entry.agentClass, entry.running]));
  return () => {
    look ??= read();
    return look;
  };
}

/** Why a job does not run yet, in words, with its place in the queue; null when nothing is missing. */
export async function jobWaitingReason(
  deps: Pick<ServerDeps, 'store' | 'config' | 'pods'>,
  job: JobState,
  queue: QueueLook,
): Promise<string | null> {
  if (job.waitingFor === null || job.status === 'completed') return null;
  const facts = job.waitingFor.kind === 'agent' ? await queueFacts(deps, job, job.waitingFor.agentClass, queue) : {};
  return describeWaiting(job.waitingFor, facts);
}

async function queueFacts(
  { store, config, pods }: Pick<ServerDeps, 'store' | 'config' | 'pods'>,
  job: Pick<RunState['jobs'][number], 'id'>,
  agentClass: string,
  queue: QueueLook,
): Promise<WaitingFacts> {
  const [position, running, trouble] = await Promise.all([
    store.queue.position(job.id),
    queue(),
    pods?.troubles.of(agentClass) ?? null,
  ]);
  // 0: agents are started elsewhere, and how many is not known here.
  const maxAgents = config.maxAgents === 0 ? null : config.maxAgents;
  return { position, busyAgents: running.get(agentClass) ?? 0, maxAgents, trouble };
}
