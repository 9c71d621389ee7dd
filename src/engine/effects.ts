import type { JobSpec } from '../contract/job-message.ts';
import type { CommitStatus } from '../contract/views.ts';

/** What the world has to do after a step of the engine. The engine itself does nothing. */
export type Effect =
  | { type: 'enqueue'; spec: JobSpec; agentClass: string; priority: number; maxAttempts: number }
  | { type: 'dequeue'; jobId: string; reason: string }
  | { type: 'cancel_attempt'; jobId: string; reason: string }
  /** Ask for a concurrency group; the answer comes as a `group_acquired` or `group_superseded` event. */
  | { type: 'acquire_group'; group: string; jobId: string | null; cancelInProgress: boolean }
  | { type: 'release_group'; group: string; jobId: string | null }
  /** `jobId` null: the whole run (a workflow that cannot be planned); its page is the target. */
  | { type: 'status'; jobId: string | null; state: CommitStatus['state']; context: string; description: string }
  | { type: 'run_completed' };
