import type { JobResult, JobSpec, StepState } from '../../contract/job-message.ts';
import type { AgentIdentity } from './queue.ts';

export interface LeaseRecord {
  jobId: string;
  runId: string;
  attempt: number;
  repositoryId: string;
  agent: AgentIdentity;
  /** Counts heartbeats; the reaper watches it with its own monotonic clock. */
  beat: number;
  /** A step has started: the attempt counts against `maxAttempts`. */
  started: boolean;
  nextLine: number;
  cancelReason: string | null;
  /** True for jobs with an environment or a concurrency group. */
  exclusive: boolean;
  claimedAt: number;
}

export interface LeaseStore {
  /** The lease whose lease token has this hash, or null. */
  byLeaseToken(hash: string): Promise<LeaseRecord | null>;
  /** The lease whose job token has this hash, with what the token may do. */
  byJobToken(hash: string): Promise<{ lease: LeaseRecord; spec: JobSpec } | null>;
  /** Adds one to `beat`, keeps the steps, answers the cancel mark. An attempt that is not the current one: `lease_lost`. */
  heartbeat(beat: {
    jobId: string;
    attempt: number;
    leaseTokenHash: string;
    started: boolean;
    steps: StepState[] | null;
    at: number;
  }): Promise<{ cancel: string | null }>;
  /** Moves the log position from one line to another; false when it does not stand at `from`. `lease_lost` as above. */
  advanceLog(move: {
    jobId: string;
    attempt: number;
    leaseTokenHash: string;
    from: number;
    to: number;
  }): Promise<boolean>;
  /**
   * Writes the result, ends the lease (both tokens with it) and posts `job_completed`. Refused with `conflict` while
   * `lineCount` differs from the log position. Answers the lease that it ended; null for the same call again by the same
   * attempt, which changes nothing.
   */
  complete(done: {
    jobId: string;
    attempt: number;
    leaseTokenHash: string;
    lineCount: number;
    result: JobResult;
    at: number;
  }): Promise<Pick<LeaseRecord, 'claimedAt'> | null>;
  /**
   * Gives the job back to the queue, at its old age, without counting the attempt (`job_requeued`). Refused with
   * `conflict` once started. A lease marked for cancel ends as cancelled. The same call again: harmless.
   */
  release(back: { jobId: string; attempt: number; leaseTokenHash: string; reason: string; at: number }): Promise<void>;
  /**
   * Ends a lease whose `beat` still is what the reaper saw; false when it moved. Not started: the job waits again for
   * free (`job_requeued`). Started and attempts left: it waits again (`job_requeued`). Otherwise it is completed as failed and kept as a
   * dead letter (`job_completed` with a reason). A lease marked for cancel ends as cancelled. `notBefore` delays the
   * next claim of an exclusive job.
   */
  expire(lease: {
    jobId: string;
    attempt: number;
    beat: number;
    reason: string;
    notBefore: number;
    at: number;
  }): Promise<boolean>;
  list(): Promise<LeaseRecord[]>;
}
