import type { JobResult, JobSpec, StepState } from '../../contract/job-message.ts';
import type { JobState, RunEvent, RunState } from '../../contract/run-state.ts';
import type { AttemptView, CommitStatus } from '../../contract/views.ts';
import type { AgentRecord } from '../port/agents.ts';
import type { ArtifactRecord, CacheRecord } from '../port/blobs-index.ts';
import type { ForgeRecord } from '../port/forges.ts';
import type { Garbage } from '../port/garbage.ts';
import type { DeadLetter } from '../port/jobs.ts';
import type { LeaseRecord } from '../port/leases.ts';
import type { MirrorRecord } from '../port/mirrors.ts';
import type { RepositoryRecord } from '../port/repositories.ts';
import type { GroupRecord, RunHeader } from '../port/runs.ts';
import type { SettingRecord } from '../port/settings.ts';
import type { OutboxEntry } from '../port/statuses.ts';
import type { TokenRecord } from '../port/tokens.ts';
import type { RunSettings } from '../run-documents.ts';

/** A job with all that no reader of the port sees: its place in the queue, its counts and its tokens' hashes. */
export interface CopiedJob {
  jobId: string;
  /** Order of queueing among equals. */
  seq: number;
  runId: string;
  repositoryId: string;
  agentClass: string;
  priority: number;
  maxAttempts: number;
  exclusive: boolean;
  runAttempt: number;
  name: string;
  queuedAt: number;
  state: 'waiting' | 'running' | 'done';
  /** Number of the newest attempt; 0 before the first. */
  attempt: number;
  /** Attempts that count against `maxAttempts`. */
  counted: number;
  /** A waiting job is not given before this moment; 0: at once. */
  notBefore: number;
  steps: StepState[];
  result: JobResult | null;
  spec: JobSpec;
  attempts: CopiedAttempt[];
}

/** Of a running attempt `logLines` is 0: the lease counts. */
export type CopiedAttempt = AttemptView & { leaseToken: string };

export interface CopiedRun {
  id: string;
  version: number;
  planHash: string;
  header: RunHeader;
  settings: RunSettings;
  payload: RunState['trigger']['payload'];
  jobs: JobState[];
}

/**
 * Everything a store remembers, by kind, in the form that both drivers agree on: what a driver keeps only to find things
 * (indexes, lanes, shares, stream entries) is made anew by the one that takes the records.
 */
export interface RecordKinds {
  counter: { name: CounterName; value: number };
  forge: ForgeRecord;
  repository: RepositoryRecord;
  ledger: { repositoryId: string; ref: string; sha: string };
  hook: { repositoryId: string; hookId: string };
  mirror: MirrorRecord;
  setting: SettingRecord;
  cache: CacheRecord;
  /** `at` 0: nobody knows when it was taken. */
  delivery: { key: string; repositoryId: string | null; runIds: string[]; at: number };
  'run number': { repositoryId: string; workflow: string; last: number };
  plan: { hash: string; plan: RunState['plan'] };
  run: CopiedRun;
  event: { seq: number; runId: string; event: RunEvent };
  artifact: ArtifactRecord;
  group: GroupRecord;
  job: CopiedJob;
  'dead letter': DeadLetter;
  lease: LeaseRecord & { leaseToken: string; jobToken: string };
  claim: CopiedClaim;
  agent: AgentRecord;
  /** `repository` in lower case. */
  status: { repository: string; status: CommitStatus };
  'outbox entry': OutboxEntry;
  token: TokenRecord;
  tick: { key: string; at: number };
  garbage: Garbage;
}

/** A claim is remembered by the hour: number of the hour since 1970. */
export interface CopiedClaim {
  claimId: string;
  jobId: string;
  attempt: number;
  hour: number;
}

/** Last number given to a repository, run, job, entry of the outbox, and version of a group. */
export type CounterName = 'repository' | 'run' | 'job' | 'outbox' | 'group';

export type RecordKind = keyof RecordKinds;

/** Some records of one kind. */
export type Batch = { [Kind in RecordKind]: { kind: Kind; records: RecordKinds[Kind][] } }[RecordKind];

/** TypeScript does not see by itself that kind and records belong together. */
export function batchOf<Kind extends RecordKind>(kind: Kind, records: RecordKinds[Kind][]): Batch {
  return { kind, records } as Batch;
}
