import type { JobResult, JobSpec, StepState } from '../contract/job-message.ts';
import type { RunEvent, RunState } from '../contract/run-state.ts';
import type { AttemptView, CommitStatus } from '../contract/views.ts';

/**
 * Everything the platform remembers. Two drivers (SQLite, Redis) implement it and pass the same conformance suite
 * (`store/conformance`). Rules for every operation:
 * - it is atomic: it happened whole, or not at all;
 * - once its promise resolves, the change survives `kill -9` and power loss;
 * - it may be retried after a lost answer without doing harm, unless its text says otherwise;
 * - times are given by the caller (milliseconds since 1970), so that drivers agree and tests need no clock.
 * Tokens reach the store as SHA-256 hashes only.
 */
export interface Store {
  readonly repositories: RepositoryStore;
  readonly deliveries: DeliveryStore;
  readonly runs: RunStore;
  readonly queue: QueueStore;
  readonly leases: LeaseStore;
  readonly jobs: JobStore;
  readonly agents: AgentStore;
  readonly statuses: StatusStore;
  readonly outbox: OutboxStore;
  readonly artifacts: ArtifactStore;
  readonly caches: CacheStore;
  readonly tokens: TokenStore;
  readonly ticks: TickStore;
  readonly forges: ForgeStore;
  readonly settings: SettingStore;
  readonly mirrors: MirrorStore;
  readonly signals: Signals;
  /** Rejects with `store_unavailable` when the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface RepositoryRecord {
  id: string;
  fullName: string;
  defaultBranch: string;
  forge: string;
  createdAt: number;
}

export interface RepositoryStore {
  /** Refuses a name that is taken (any case) with `already_exists`. */
  create(repository: Omit<RepositoryRecord, 'id'>): Promise<RepositoryRecord>;
  find(fullName: string): Promise<RepositoryRecord | null>;
  get(id: string): Promise<RepositoryRecord | null>;
  list(): Promise<RepositoryRecord[]>;
  /**
   * Deletes the repository with everything that hangs on it (runs, jobs, ledger, statuses, artifacts, caches). Refused
   * with `conflict` while a run of it is not completed. Answers what the caller deletes from the blobs: the ids of its
   * runs (logs), artifacts and caches.
   */
  delete(id: string): Promise<{ runIds: string[]; artifactIds: string[]; cacheIds: string[] }>;
}

/** A change of one ref as a forge, a push or the ledger comparison reports it. All zeros: created or deleted. */
export interface RefChange {
  repositoryId: string;
  ref: string;
  before: string;
  after: string;
}

/**
 * A run to be created. The store gives it its id (a decimal number that grows) and number; `state.id` and `state.number`
 * are filled in then. `plan` and `trigger.payload` are kept as they are now: a commit does not change them.
 */
export interface NewRun {
  state: Omit<RunState, 'id' | 'number'>;
}

export interface DeliveryStore {
  /**
   * Creates the runs of one event and advances the ref ledger in one operation. `key` names the event: a key seen
   * before creates nothing and answers `created: false` with the run ids of the first time. The new runs are dirty
   * with a `start` event. With `change`, the ledger's entry for the ref becomes `change.after` (or is removed when the
   * ref was deleted). A key seen before is a new event all the same when the ledger stands at `change.before` again: a
   * branch went from A to B, back to A, and now to B once more. `receipts` are kept with it (id and digest of a webhook
   * delivery): when one of them was seen before, nothing is created whatever the ledger says. Unknown repository:
   * `not_found`.
   */
  create(delivery: {
    key: string;
    receipts?: string[];
    at: number;
    change: RefChange | null;
    runs: NewRun[];
  }): Promise<{ created: boolean; runIds: string[] }>;
  /** The run ids of a key or receipt; null when it was never seen. */
  find(key: string): Promise<{ runIds: string[] } | null>;
  /** The last processed commit of every ref of a repository. */
  ledger(repositoryId: string): Promise<Record<string, string>>;
}

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
export type RunHeader = Omit<RunState, 'plan' | 'jobs' | 'vars' | 'inputs' | 'trigger'> & {
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
  /** Puts an event into a run's inbox and marks it dirty. Unknown run: `not_found`. */
  post(runId: string, event: RunEvent): Promise<void>;
  /** Ids of runs whose inbox is not empty, oldest first. */
  dirty(limit: number): Promise<string[]>;
  load(runId: string): Promise<LoadedRun | null>;
  group(key: string): Promise<GroupRecord>;
  commit(commit: RunCommit): Promise<boolean>;
}

export interface AgentIdentity {
  agentId: string;
  agentName: string;
  agentClass: string;
  isolation: 'sandbox' | 'none';
}

export interface ClaimedJob {
  spec: JobSpec;
  attempt: number;
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
}

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
   * `lineCount` differs from the log position. The same call again by the same attempt: harmless.
   */
  complete(done: {
    jobId: string;
    attempt: number;
    leaseTokenHash: string;
    lineCount: number;
    result: JobResult;
    at: number;
  }): Promise<void>;
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

/** What the store knows of a job beside the engine's state. */
export interface JobDetail {
  jobId: string;
  runId: string;
  steps: StepState[];
  result: JobResult | null;
  attempts: AttemptView[];
}

export interface DeadLetter {
  jobId: string;
  runId: string;
  name: string;
  reason: string;
  at: number;
}

export interface JobStore {
  get(jobId: string): Promise<JobDetail | null>;
  ofRun(runId: string): Promise<JobDetail[]>;
  deadLetters(): Promise<DeadLetter[]>;
  /** Takes a dead letter off the list. */
  dropDeadLetter(jobId: string): Promise<void>;
}

export interface AgentRecord extends AgentIdentity {
  state: 'starting' | 'idle' | 'busy';
  startedAt: number;
  lastSeenAt: number;
}

export interface AgentStore {
  /** Creates or renews an agent's entry. */
  seen(agent: AgentRecord): Promise<void>;
  list(): Promise<AgentRecord[]>;
  remove(agentId: string): Promise<void>;
}

export interface StatusStore {
  list(repository: string, sha: string): Promise<CommitStatus[]>;
}

/** Statuses on their way to a forge. */
export interface OutboxEntry {
  id: string;
  forge: string;
  status: CommitStatus;
  tries: number;
  nextTryAt: number;
}

export interface OutboxStore {
  /** Entries whose time has come, oldest first; only the newest of each context and commit. */
  due(at: number, limit: number): Promise<OutboxEntry[]>;
  done(id: string): Promise<void>;
  retry(id: string, nextTryAt: number): Promise<void>;
}

export interface ArtifactRecord {
  id: string;
  runId: string;
  name: string;
  size: number;
  sha256: string;
  createdAt: number;
  expiresAt: number;
}

export interface ArtifactStore {
  /** Refuses a name that the run has already with `already_exists`, unless `overwrite`; answers the one replaced. */
  create(artifact: ArtifactRecord, overwrite: boolean): Promise<{ replaced: ArtifactRecord | null }>;
  ofRun(runId: string): Promise<ArtifactRecord[]>;
  get(id: string): Promise<ArtifactRecord | null>;
  /** Removes and answers what is past its time. */
  takeExpired(at: number, limit: number): Promise<ArtifactRecord[]>;
}

export interface CacheRecord {
  id: string;
  repositoryId: string;
  /** The ref that made it: it is visible to that ref, and to all when it is the default branch. */
  ref: string;
  key: string;
  version: string;
  size: number;
  sha256: string;
  createdAt: number;
  usedAt: number;
}

export interface CacheStore {
  /** False when (repository, ref, key, version) exists: caches do not change. */
  create(cache: CacheRecord): Promise<boolean>;
  /** Ref by ref: the exact key, then each prefix in order, newest first. Renews `usedAt`. */
  find(query: {
    repositoryId: string;
    refs: string[];
    key: string;
    restoreKeys: string[];
    version: string;
    at: number;
  }): Promise<CacheRecord | null>;
  get(id: string): Promise<CacheRecord | null>;
  /** Removes and answers the least recently used until the repository's caches fit into `maxBytes`. */
  evict(repositoryId: string, maxBytes: number): Promise<CacheRecord[]>;
}

export interface TokenRecord {
  hash: string;
  kind: 'admin' | 'agent' | 'session';
  /** For people: who or what holds it. */
  name: string;
  createdAt: number;
  expiresAt: number | null;
}

export interface TokenStore {
  create(token: TokenRecord): Promise<void>;
  /** Null when unknown or past its time. */
  find(hash: string, at: number): Promise<TokenRecord | null>;
  delete(hash: string): Promise<void>;
}

export interface TickStore {
  /** True for exactly one caller a key (a cron tick, a daily clean-up): two servers share the work. */
  claim(key: string, at: number): Promise<boolean>;
  /** When the last tick whose key starts with this was claimed. */
  last(prefix: string): Promise<number | null>;
}

/** A forge that repositories live on. */
export interface ForgeRecord {
  /** What people call it; `builtin` is taken. */
  name: string;
  kind: 'gitea';
  /** Without a slash at the end. */
  url: string;
  /** Sealed by the server: its token there, and the key of its webhook signatures. */
  credentials: string;
  createdAt: number;
}

export interface ForgeStore {
  /** Refuses a name that is taken with `already_exists`. */
  create(forge: ForgeRecord): Promise<void>;
  find(name: string): Promise<ForgeRecord | null>;
  list(): Promise<ForgeRecord[]>;
  /** Replaces the sealed credentials; `not_found`. */
  reseal(name: string, credentials: string): Promise<void>;
  /** Refused with `conflict` while a repository lives there. One that is gone already: harmless. */
  remove(name: string): Promise<void>;
  /** Id of the webhook that the server made for a repository; null: the repository is not enabled. */
  hook(repositoryId: string): Promise<string | null>;
  /** Keeps or replaces it; null disables the repository. Unknown repository: `not_found`. */
  setHook(repositoryId: string, hookId: string | null): Promise<void>;
}

/** A secret or a configuration variable. */
export interface SettingRecord {
  kind: 'secret' | 'variable';
  /** What it belongs to, as the server names it: an owner, a repository, or an environment of one. */
  scope: string;
  /** The repository it is deleted with; null for those of an owner. */
  repositoryId: string | null;
  name: string;
  /** Sealed by the server when it is a secret. */
  value: string;
  updatedAt: number;
}

type SettingPlace = Pick<SettingRecord, 'kind' | 'scope'>;

export interface SettingStore {
  /** Creates or replaces it. Unknown repository: `not_found`. */
  set(setting: SettingRecord): Promise<void>;
  /** All of one kind in one scope, by name. */
  list(place: SettingPlace): Promise<SettingRecord[]>;
  /** False when there was none. */
  delete(setting: SettingPlace & { name: string }): Promise<boolean>;
  /** Every secret of every scope: to seal them under another key. */
  secrets(): Promise<SettingRecord[]>;
  /** Replaces the value of a secret while it still is the one that was read; false when it is not. */
  reseal(secret: SettingRecord, sealed: string): Promise<boolean>;
}

/** A repository that follows another one elsewhere. */
export interface MirrorRecord {
  repositoryId: string;
  /** Of the other repository, without credentials. */
  url: string;
  /** Sealed by the server: name and password for the address, the key of webhook signatures, a token for statuses. */
  credentials: string;
  intervalSeconds: number;
  /** The address, and where it redirects to, may be loopback or in a private network. */
  allowPrivate: boolean;
  /** Where statuses go back to, in GitHub's form. */
  statuses: { api: string; repository: string } | null;
  createdAt: number;
  /** The last success; null: never. */
  lastSyncAt: number | null;
  lastTryAt: number | null;
  /** Why the last try failed; null when it did not. */
  failure: string | null;
  nextSyncAt: number;
}

export interface MirrorSync {
  at: number;
  failure: string | null;
  nextSyncAt: number;
}

export interface MirrorStore {
  /** Refuses a second one of the same repository with `already_exists`. Unknown repository: `not_found`. */
  create(mirror: MirrorRecord): Promise<void>;
  get(repositoryId: string): Promise<MirrorRecord | null>;
  list(): Promise<MirrorRecord[]>;
  /** Those whose time has come, the longest waiting first. */
  due(at: number): Promise<MirrorRecord[]>;
  /** Notes how a try ended. A mirror that is gone: harmless. */
  synced(repositoryId: string, sync: MirrorSync): Promise<void>;
  /** Makes it due at this time, or leaves it when it is due earlier. */
  requestSync(repositoryId: string, at: number): Promise<void>;
  /** Replaces the sealed credentials while they are those that were read; false when they are not. */
  reseal(mirror: MirrorRecord, sealed: string): Promise<boolean>;
  /** The repository becomes one like any other. False when there was none. */
  remove(repositoryId: string): Promise<boolean>;
}

/** Wake-ups between servers and inside one. They may be lost or doubled: everybody also looks by himself (250 ms). */
export type Topic = `queue:${string}` | 'dirty' | `log:${string}` | `run:${string}` | 'runs' | 'outbox';

export interface Signals {
  publish(topic: Topic): void;
  /** Answers the function that ends it. */
  subscribe(topic: Topic, listener: () => void): () => void;
}
