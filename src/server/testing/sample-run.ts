import type { JobSpec } from '../../contract/job-message.ts';
import type { LogLine } from '../../contract/log.ts';
import type { Permissions } from '../../contract/plan.ts';
import type { JobState, RunState } from '../../contract/run-state.ts';
import { hashToken, jobIdOf, randomId } from '../../shared/ids.ts';
import type { AgentIdentity } from '../../store/port/queue.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { TestServer } from './test-server.ts';

const sha = 'a'.repeat(40);

/** A run of one job `build`, as a push of `.github/workflows/ci.yml` makes it. */
function draft(repository: RepositoryRecord, at: number): Omit<RunState, 'id' | 'number'> {
  const plan = { path: '.github/workflows/ci.yml', name: 'CI', on: { push: {} }, jobs: [jobPlan] };
  return {
    attempt: 1,
    repository: { id: repository.id, fullName: repository.fullName, defaultBranch: repository.defaultBranch },
    plan,
    title: 'Change files',
    trigger: {
      event: 'push',
      ref: 'refs/heads/main',
      sha,
      actor: 'ada',
      headline: 'Change files',
      payload: {},
      trust: 'repository',
    },
    inputs: {},
    vars: {},
    status: 'queued',
    conclusion: null,
    waitingFor: null,
    concurrencyGroup: null,
    cancelRequested: null,
    jobs: [],
    failure: null,
    createdAt: at,
    startedAt: null,
    completedAt: null,
  };
}

const at: [number, number] = [1, 1];
const jobPlan = { key: 'build', needs: [], runsOn: 'ubuntu-latest', outputs: {}, steps: [{ run: 'make', at }], at };

/** Stores a queued run whose job waits for an agent; answers it with the job's id. */
export async function queueRun(
  server: TestServer,
  repository: RepositoryRecord,
  permissions: Permissions = { contents: 'read' },
  spec: Partial<JobSpec> = {},
): Promise<{ run: RunState; jobId: string }> {
  const { store, clock } = server.deps;
  const now = clock.now();
  const delivery = { key: randomId(), at: now, change: null, runs: [{ state: draft(repository, now) }] };
  const { runIds } = await store.deliveries.create(delivery);
  const runId = runIds[0] ?? '';
  const jobId = jobIdOf(runId, 'build', '');
  const run = await updateRun(server, runId, (state) => ({ ...state, jobs: [waitingJob(jobId, now)] }), {
    jobId,
    spec: { permissions, ...spec },
  });
  return { run, jobId };
}

function waitingJob(id: string, now: number): JobState {
  return {
    id,
    key: 'build',
    matrixKey: '',
    matrix: null,
    jobIndex: 0,
    jobTotal: 1,
    name: 'build',
    placeholder: false,
    agentClass: 'default',
    labels: ['ubuntu-latest'],
    status: 'queued',
    conclusion: null,
    result: null,
    waitingFor: { kind: 'agent', agentClass: 'default' },
    attempt: 0,
    continueOnError: false,
    failFast: true,
    maxParallel: null,
    timeoutMinutes: 360,
    environment: null,
    concurrencyGroup: null,
    outputs: {},
    reason: null,
    createdAt: now,
    startedAt: null,
    completedAt: null,
  };
}

/** Commits a changed state of a run, as the advancer does; with `enqueue`, that job enters the queue. */
export async function updateRun(
  server: TestServer,
  runId: string,
  change: (state: RunState) => RunState,
  enqueue?: { jobId: string; spec: Partial<JobSpec> },
): Promise<RunState> {
  const { store, clock } = server.deps;
  const loaded = await store.runs.load(runId);
  if (loaded === null) throw new Error(`There is no run ${runId}.`);
  const state = change(loaded.state);
  const entry = { agentClass: 'default', priority: 0, maxAttempts: 3, notBefore: 0, at: clock.now() };
  const done = await store.runs.commit({
    runId,
    expectedVersion: loaded.version,
    state,
    consumed: loaded.events.map(({ seq }) => seq),
    enqueue: enqueue === undefined ? [] : [{ spec: { ...specOf(state, enqueue.jobId), ...enqueue.spec }, ...entry }],
    dequeue: [],
    cancel: [],
    groups: [],
    post: [],
    statuses: [],
  });
  if (!done) throw new Error(`Run ${runId} moved on meanwhile.`);
  return state;
}

function specOf(run: RunState, jobId: string): JobSpec {
  return {
    runId: run.id,
    jobId,
    runAttempt: run.attempt,
    key: 'build',
    name: 'build',
    repository: run.repository,
    workflow: { name: run.plan.name, path: run.plan.path },
    github: {},
    inputs: {},
    vars: run.vars,
    needs: {},
    matrix: null,
    strategy: { failFast: true, maxParallel: null, jobIndex: 0, jobTotal: 1 },
    env: [],
    defaults: {},
    permissions: {},
    outputs: {},
    environment: null,
    timeoutMinutes: 360,
    labels: ['ubuntu-latest'],
    trust: 'repository',
    steps: [],
  };
}

const agent: AgentIdentity = { agentId: 'agent-1', agentName: 'one', agentClass: 'default', isolation: 'none' };

/** What an agent can do with a claimed job, straight on store and blobs. */
export interface ClaimedSample {
  jobId: string;
  attempt: number;
  leaseToken: string;
  jobToken: string;
  /** Appends log lines with these texts. */
  log(...texts: string[]): Promise<void>;
  /** The lease expires after a step had started. */
  lose(): Promise<void>;
  /** Reports success and writes the job's end into the run's state. */
  finish(): Promise<void>;
}

/** Claims the job at the head of the queue. */
export async function claimSample(server: TestServer): Promise<ClaimedSample> {
  const { store, blobs, clock } = server.deps;
  const [leaseToken, jobToken] = [`raibid_lease_${randomId()}`, `raibid_job_${randomId()}`];
  const leaseTokenHash = hashToken(leaseToken);
  const claim = { agent, claimId: `claim-${randomId()}`, leaseTokenHash, jobTokenHash: hashToken(jobToken) };
  const claimed = await store.queue.claim({ ...claim, at: clock.now() });
  if (claimed === null) throw new Error('No job waits.');
  const { jobId, runId } = claimed.spec;
  const { attempt } = claimed;
  const held = { jobId, attempt, leaseTokenHash };
  let next = 0;
  return {
    jobId,
    attempt,
    leaseToken,
    jobToken,
    async log(...texts) {
      const lines: LogLine[] = texts.map((x) => ({ t: clock.now(), s: 0, x }));
      await blobs.logs.append({ jobId, attempt, firstLine: next, lines });
      await store.leases.advanceLog({ ...held, from: next, to: next + lines.length });
      next += lines.length;
    },
    async lose() {
      await store.leases.heartbeat({ ...held, started: true, steps: null, at: clock.now() });
      await store.leases.expire({ jobId, attempt, beat: 1, reason: 'agent lost', notBefore: 0, at: clock.now() });
    },
    async finish() {
      const result = { conclusion: 'success' as const, outputs: {}, steps: [], annotations: [], summary: '# Done' };
      const report = { ...held, lineCount: next, result: { ...result, environmentUrl: null }, at: clock.now() };
      await store.leases.complete(report);
      await updateRun(server, runId, (run) => endedRun(run, clock.now()));
    },
  };
}

/** The state after all jobs of a run succeeded. */
function endedRun(run: RunState, now: number): RunState {
  const end = { status: 'completed' as const, conclusion: 'success' as const, waitingFor: null, completedAt: now };
  return { ...run, ...end, jobs: run.jobs.map((job) => ({ ...job, ...end, result: 'success' as const })) };
}
