import type { JobSpec } from '../../contract/job-message.ts';
import type { RunEvent, RunState } from '../../contract/run-state.ts';
import type { CommitStatus } from '../../contract/views.ts';

export interface RunFilter {
  repositoryId?: string;
  status?: RunState['status'];
  ref?: string;
  event?: string;
  /** Path of the workflow file. */
  workflow?: string;
  sha?: string;
  /** Only runs with a smaller id. */
  before?: string;
  limit: number;
}

/** A run without plan and jobs: what lists show. */
export type RunHeader = Omit<RunState, 'plan' | 'jobs' | 'vars' | 'inputs' | 'calls' | 'trigger'> & {
  workflow: { name: string; path: string };
  trigger: Omit<RunState['trigger'], 'payload'>;
};

export interface LoadedRun {
  state: RunState;
  version: number;
  /** The inbox, oldest first; `seq` identifies an event in `commit`. */
  events: { seq: number; event: RunEvent }[];
}

export interface GroupRecord {
  /** Repository id and group name in lower case (groups ignore case, as on GitHub). */
  key: string;
  version: number;
  holder: GroupMember | null;
  /** At most one: a newer member replaces (cancels) the pending one, as on GitHub. */
  pending: GroupMember | null;
  /** The next holder may not start before this moment (fence after an expired lease); 0 when there is none. */
  freeAt: number;
}

export interface GroupMember {
  runId: string;
  /** Null: the run's own group. */
  jobId: string | null;
}

/** All that one step of a run changes, written together or not at all. */
export interface RunCommit {
  runId: string;
  /** The version that was loaded; the commit answers false when the run has moved on meanwhile. */
  expectedVersion: number;
  state: RunState;
  /** Events of the inbox that are folded in now. */
  consumed: number[];
  /**
   * Jobs that become ready: their spec is kept and they wait in the queue of their class. A job that is waiting already
   * stays as it is; a lease that still stands on it (a rerun while the old attempt is being cancelled) ends as lost.
   */
  enqueue: {
    spec: JobSpec;
    agentClass: string;
    priority: number;
    maxAttempts: number;
    notBefore: number;
    at: number;
  }[];
  /** Waiting jobs that leave the queue at once. A job that was claimed meanwhile gets its lease marked for cancel instead. */
  dequeue: { jobId: string; reason: string }[];
  /**
   * Running jobs whose agent is told to cancel with its next heartbeat. One that went back to the queue meanwhile leaves
   * it and is completed as cancelled (`job_completed`).
   */
  cancel: { jobId: string; reason: string }[];
  /** Concurrency groups, each against the version that was read. */
  groups: { expectedVersion: number; next: GroupRecord }[];
  /** Events for other runs (a group passed on); they become dirty. */
  post: { runId: string; event: RunEvent }[];
  /** Newest state of each context on a commit; written to `statuses`, and to the outbox when `forge` is not `builtin`. */
  statuses: { status: CommitStatus; forge: string }[];
}

export interface RunStore {
  get(runId: string): Promise<RunState | null>;
  list(filter: RunFilter): Promise<RunHeader[]>;
  /** Runs of a repository, oldest first, without its newest `beyond`; `after`: only those with a larger id. */
  oldest(query: { repositoryId: string; beyond: number; after?: string; limit: number }): Promise<RunHeader[]>;
  /**
   * Deletes a completed run with its jobs, attempts, dead letters and artifacts, and the statuses of its commit when no other run of
   * the repository is of that commit. Its log and artifacts become garbage. False when there is none (any more). Refused with
   * `conflict` while it is not completed, or an event waits in its inbox. The deliveries that made it stay known.
   */
  delete(runId: string): Promise<boolean>;
  /** Puts an event into a run's inbox and marks it dirty. Unknown run: `not_found`. */
  post(runId: string, event: RunEvent): Promise<void>;
  /** Ids of runs whose inbox is not empty, oldest first. */
  dirty(limit: number): Promise<string[]>;
  load(runId: string): Promise<LoadedRun | null>;
  group(key: string): Promise<GroupRecord>;
  /** Forgets the groups that nobody has or waits for and whose fence is over; answers how many. */
  forgetGroups(at: number): Promise<number>;
  commit(commit: RunCommit): Promise<boolean>;
}
