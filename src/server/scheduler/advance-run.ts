import { heldGroups } from '../../contract/held-groups.ts';
import type { RunEvent, RunState } from '../../contract/run-state.ts';
import type { CommitStatus } from '../../contract/views.ts';
import { beginSteps, type EngineEnv } from '../../engine/advance.ts';
import type { Effect } from '../../engine/effects.ts';
import type { LoadedRun, RunCommit, RunStore } from '../../store/port/runs.ts';
import { createGroupLedger, type GroupLedger, type GroupPost } from './group-ledger.ts';

/** What a step of a run depends on beside its state. */
export interface AdvanceEnv {
  engine: EngineEnv;
  /** Milliseconds between the end of an expired lease and the next holder of its group. */
  fence: number;
  /** Where the statuses of the run's repository go; those of `builtin` go nowhere else. */
  outboxes: string[];
  runs: Pick<RunStore, 'group'>;
}

/** The commit while it is put together. */
interface Draft {
  /** As it is after the events so far. */
  run: RunState;
  enqueue: Map<string, RunCommit['enqueue'][number]>;
  dequeue: Map<string, string>;
  cancel: Map<string, string>;
  post: GroupPost[];
  statuses: Map<string, CommitStatus>;
  groups: GroupLedger;
  /** An attempt of this run ended by an expired lease: its agent may still be at work for a moment. */
  expired: boolean;
  /** Events of the inbox, then those that the run's own group changes make. */
  events: RunEvent[];
}

/** Folds the inbox through the engine and answers all that changes, as one commit. */
export async function advanceRun(loaded: LoadedRun, env: AdvanceEnv): Promise<RunCommit> {
  const steps = beginSteps(loaded.state, env.engine);
  const draft = newDraft(loaded, steps.run, env);
  for (let event = draft.events.shift(); event !== undefined; event = draft.events.shift()) {
    draft.expired ||= event.type === 'job_completed' && event.reason !== null;
    for (const effect of steps.take(event)) await applyEffect(draft, effect, env);
  }
  return commitOf(draft, loaded, env.outboxes);
}

function newDraft(loaded: LoadedRun, run: RunState, env: AdvanceEnv): Draft {
  return {
    run,
    enqueue: new Map(),
    dequeue: new Map(),
    cancel: new Map(),
    post: [],
    statuses: new Map(),
    groups: createGroupLedger(env.runs, loaded.state.repository.id),
    expired: false,
    events: loaded.events.map(({ event }) => event),
  };
}

type Handlers = {
  [Type in Effect['type']]: (draft: Draft, effect: Extract<Effect, { type: Type }>, env: AdvanceEnv) => unknown;
};

const handlers: Handlers = {
  enqueue: async (draft, { spec, agentClass, priority, maxAttempts }, env) => {
    const notBefore = await earliestStart(draft, spec.jobId);
    draft.dequeue.delete(spec.jobId);
    draft.enqueue.set(spec.jobId, { spec, agentClass, priority, maxAttempts, notBefore, at: env.engine.now });
  },
  dequeue: (draft, { jobId, reason }) => {
    if (!draft.enqueue.delete(jobId)) draft.dequeue.set(jobId, reason);
  },
  cancel_attempt: (draft, { jobId, reason }) => draft.cancel.set(jobId, reason),
  acquire_group: async (draft, { group, jobId, cancelInProgress }) => {
    const member = { runId: draft.run.id, jobId };
    deliver(draft, await draft.groups.acquire(group, member, cancelInProgress));
  },
  release_group: async (draft, { group, jobId }, env) => {
    const freeAt = draft.expired ? env.engine.now + env.fence : 0;
    deliver(draft, await draft.groups.release(group, { runId: draft.run.id, jobId }, freeAt));
  },
  status: (draft, effect, env) => draft.statuses.set(effect.context, statusOf(draft.run, effect, env.engine.now)),
  run_completed: () => {},
};

async function applyEffect<E extends Effect>(draft: Draft, effect: E, env: AdvanceEnv): Promise<void> {
  const handler = handlers[effect.type] as (draft: Draft, effect: E, env: AdvanceEnv) => unknown;
  await handler(draft, effect, env);
}

/** Events for the run itself are folded at once: no second round trip through its inbox. */
function deliver(draft: Draft, posts: GroupPost[]): void {
  for (const post of posts) {
    if (post.runId === draft.run.id) draft.events.push(post.event);
    else draft.post.push(post);
  }
}

async function earliestStart(draft: Draft, jobId: string): Promise<number> {
  const times = await Promise.all(heldGroups(draft.run, jobId).map((group) => draft.groups.freeAt(group)));
  return Math.max(0, ...times);
}

function statusOf(run: RunState, effect: Extract<Effect, { type: 'status' }>, now: number): CommitStatus {
  return {
    repository: run.repository.fullName,
    sha: run.trigger.sha,
    context: effect.context,
    state: effect.state,
    description: effect.description,
    target: effect.jobId === null ? `/runs/${run.id}` : `/runs/${run.id}/jobs/${effect.jobId}`,
    updatedAt: now,
  };
}

function commitOf(draft: Draft, loaded: LoadedRun, outboxes: string[]): RunCommit {
  const asList = (map: Map<string, string>): { jobId: string; reason: string }[] =>
    [...map].map(([jobId, reason]) => ({ jobId, reason }));
  return {
    runId: loaded.state.id,
    expectedVersion: loaded.version,
    state: draft.run,
    consumed: loaded.events.map(({ seq }) => seq),
    enqueue: [...draft.enqueue.values()],
    dequeue: asList(draft.dequeue),
    cancel: asList(draft.cancel),
    groups: draft.groups.changes(),
    post: draft.post,
    statuses: [...draft.statuses.values()].flatMap((status) => outboxes.map((forge) => ({ status, forge }))),
  };
}
