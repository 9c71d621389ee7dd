import type { RunEvent, RunState } from '../contract/run-state.ts';
import { cancelRun } from './cancel-run.ts';
import type { Effect } from './effects.ts';
import { groupAcquired, groupSuperseded } from './group-events.ts';
import { jobCompleted, jobRequeued, jobStarted } from './job-events.ts';
import { rerunRun, retryJob } from './rerun.ts';
import { type EngineEnv, RunDraft } from './run-draft.ts';
import { settle } from './settle.ts';
import { approveRun, startRun } from './start-run.ts';

export type { EngineEnv } from './run-draft.ts';

/**
 * One step of a run: the state after an event, and what the world has to do. Pure: the given state is not changed, the
 * same arguments give the same answer. Events that come late, twice or for a job that is over change nothing.
 */
export function advance(run: RunState, event: RunEvent, env: EngineEnv): { run: RunState; effects: Effect[] } {
  const steps = beginSteps(run, env);
  const effects = steps.take(event);
  return { run: steps.run, effects };
}

/** A run that takes one event after the other; the state that it began with stays as it was. */
export interface Steps {
  /** The state after all events so far. */
  readonly run: RunState;
  /** Takes an event, as `advance` does, and answers what the world has to do for it. */
  take(event: RunEvent): Effect[];
}

/** For many events of one run: its jobs are copied and looked through once, not for each event. */
export function beginSteps(run: RunState, env: EngineEnv): Steps {
  const draft = new RunDraft(run, env);
  return {
    run: draft.run,
    take(event) {
      const fold = folds[event.type] as (draft: RunDraft, event: RunEvent) => void;
      fold(draft, event);
      settle(draft);
      return draft.takeEffects();
    },
  };
}

type Folds = { [T in RunEvent['type']]: (draft: RunDraft, event: Extract<RunEvent, { type: T }>) => void };

const folds: Folds = {
  start: (draft) => startRun(draft),
  approved: (draft) => approveRun(draft),
  job_started: jobStarted,
  job_completed: jobCompleted,
  job_requeued: jobRequeued,
  cancel: (draft, event) => cancelRun(draft, event.by),
  rerun: (draft, event) => rerunRun(draft, event.only, event.by),
  retry_job: (draft, event) => retryJob(draft, event.jobId, event.by),
  group_acquired: groupAcquired,
  group_superseded: groupSuperseded,
};
