import type { JobSpec } from '../../contract/job-message.ts';

export interface AgentIdentity {
  agentId: string;
  agentName: string;
  agentClass: string;
  isolation: 'sandbox' | 'none';
}

export interface ClaimedJob {
  spec: JobSpec;
  attempt: number;
  /** When it was queued first; a job that came back to the queue keeps its age. */
  queuedAt: number;
  /** As in its lease: nobody else may run beside it. */
  exclusive: boolean;
}

export interface ClassStats {
  agentClass: string;
  waiting: number;
  running: number;
  oldestWaitingSince: number | null;
}

export interface QueueStore {
  /**
   * Pops the best waiting job of a class (priority, then fair share between repositories: the one with fewer running
   * jobs first, then age; never one whose `notBefore` lies ahead), writes its lease and attempt number, and posts
   * `job_started` to the run. The same `claimId` again before the first heartbeat of that attempt answers the same
   * attempt and replaces both token hashes; after the first heartbeat it is refused with `lease_lost` (remembered for
   * an hour).
   */
  claim(request: {
    agent: AgentIdentity;
    claimId: string;
    leaseTokenHash: string;
    jobTokenHash: string;
    at: number;
  }): Promise<ClaimedJob | null>;
  /** One entry a class that has waiting or running jobs. */
  stats(at: number): Promise<ClassStats[]>;
  /** How many jobs of its class would be claimed before this one if no running job ended. Null when it does not wait. */
  position(jobId: string): Promise<number | null>;
  /**
   * Makes an outside scaler, which goes by the number of entries, see so many more than there are jobs: it starts agents for
   * them that find no job and stand ready. They are no jobs: no claim gets one and no count shows one. A store that nobody
   * outside looks at keeps none.
   */
  keepWarm(agentClass: string, entries: number): Promise<void>;
}
