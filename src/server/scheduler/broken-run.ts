import type { JobState, RunState } from '../../contract/run-state.ts';
import type { LoadedRun, RunCommit, RunStore } from '../../store/port/runs.ts';
import { createGroupLedger, type GroupPost } from './group-ledger.ts';

/**
 * The commit that ends a run on which the engine itself fails: it becomes a failure with the reason, what waits leaves
 * the queue, what runs is cancelled, its groups pass on. Without it the run would be tried again for ever.
 */
export async function failBrokenRun(
  loaded: LoadedRun,
  error: unknown,
  env: { now: number; runs: Pick<RunStore, 'group'> },
): Promise<RunCommit> {
  const reason = `The run could not go on: ${error instanceof Error ? error.message : String(error)}`;
  const open = loaded.state.jobs.filter((job) => job.status !== 'completed');
  const groups = createGroupLedger(env.runs, loaded.state.repository.id);
  const posts = await releaseAll(loaded.state, groups);
  return {
    runId: loaded.state.id,
    expectedVersion: loaded.version,
    state: failedState(loaded.state, reason, env.now),
    consumed: loaded.events.map(({ seq }) => seq),
    enqueue: [],
    dequeue: open.filter(isQueued).map(({ id }) => ({ jobId: id, reason })),
    cancel: open.filter((job) => job.status === 'in_progress').map(({ id }) => ({ jobId: id, reason })),
    groups: groups.changes(),
    post: posts.filter((post) => post.runId !== loaded.state.id),
    statuses: [],
  };
}

function isQueued(job: JobState): boolean {
  return job.status === 'queued' && job.waitingFor?.kind === 'agent';
}

async function releaseAll(run: RunState, groups: ReturnType<typeof createGroupLedger>): Promise<GroupPost[]> {
  const held = [
    { group: run.concurrencyGroup, jobId: null },
    ...run.jobs.map((job) => ({ group: job.concurrencyGroup, jobId: job.id })),
  ];
  const posts: GroupPost[] = [];
  for (const { group, jobId } of held) {
    if (group !== null) posts.push(...(await groups.release(group, { runId: run.id, jobId }, 0)));
  }
  return posts;
}

function failedState(run: RunState, reason: string, now: number): RunState {
  return {
    ...run,
    status: 'completed',
    conclusion: 'failure',
    waitingFor: null,
    completedAt: now,
    failure: { code: 'internal', message: reason, file: run.plan.path, line: null, column: null },
    jobs: run.jobs.map((job) => (job.status === 'completed' ? job : failedJob(job, reason, now))),
  };
}

function failedJob(job: JobState, reason: string, now: number): JobState {
  return {
    ...job,
    status: 'completed',
    conclusion: 'failure',
    result: 'failure',
    waitingFor: null,
    reason,
    completedAt: now,
  };
}
