import { randomId } from '../../src/shared/ids.ts';
import { sampleJob, sampleResult, sampleRun, sampleSpec } from '../../src/store/conformance/samples.ts';
import type { RepositoryRecord } from '../../src/store/port/repositories.ts';
import type { RunCommit } from '../../src/store/port/runs.ts';
import type { Store } from '../../src/store/port.ts';
import { claimOf } from '../store-fill.ts';

/** A job that an agent has, with the next line of its log. */
export interface Held {
  runId: string;
  jobId: string;
  attempt: number;
  leaseTokenHash: string;
  nextLine: number;
}

/** Stores a run, as a push does. */
export async function makeRun(store: Store, repository: RepositoryRecord): Promise<string> {
  const delivery = { key: randomId(), at: Date.now(), change: null, runs: [{ state: sampleRun(repository) }] };
  return (await store.deliveries.create(delivery)).runIds[0] ?? '';
}

/** One step of a run, as the advancer takes it: its inbox folded in; with `queued`, its job is put into the queue. */
export async function advance(
  store: Store,
  repository: RepositoryRecord,
  runId: string,
  queued = false,
): Promise<void> {
  const loaded = await store.runs.load(runId);
  if (loaded === null) throw new Error(`run ${runId} is gone`);
  const spec = sampleSpec(repository, runId, 'build');
  const entry = { spec, agentClass: 'default', priority: 0, maxAttempts: 3, notBefore: 0, at: Date.now() };
  const commit: RunCommit = {
    ...{ runId, expectedVersion: loaded.version, consumed: loaded.events.map(({ seq }) => seq) },
    state: { ...loaded.state, status: 'in_progress', jobs: [sampleJob(runId, 'build')] },
    enqueue: queued ? [entry] : [],
    ...{ dequeue: [], cancel: [], groups: [], post: [], statuses: [] },
  };
  await store.runs.commit(commit);
}

/** Takes the job that is next. */
export async function hold(store: Store, nth: number): Promise<Held> {
  const leaseTokenHash = `lease ${randomId()}`;
  const claimed = await store.queue.claim(
    claimOf(nth, { lease: leaseTokenHash, job: `job ${randomId()}`, claim: randomId() }),
  );
  if (claimed === null) throw new Error('a job should wait');
  const { runId, jobId } = claimed.spec;
  return { runId, jobId, attempt: claimed.attempt, leaseTokenHash, nextLine: 0 };
}

export async function finish(store: Store, { jobId, attempt, leaseTokenHash, nextLine }: Held): Promise<void> {
  const name = { jobId, attempt, leaseTokenHash };
  await store.leases.complete({ ...name, lineCount: nextLine, result: sampleResult(), at: Date.now() });
}

/** A batch of log lines has come. */
export async function advanceLog(store: Store, held: Held): Promise<void> {
  const { jobId, attempt, leaseTokenHash, nextLine: from } = held;
  held.nextLine += 1;
  await store.leases.advanceLog({ jobId, attempt, leaseTokenHash, from, to: from + 1 });
}

export async function beat(store: Store, { jobId, attempt, leaseTokenHash }: Held): Promise<void> {
  await store.leases.heartbeat({ jobId, attempt, leaseTokenHash, started: true, steps: null, at: Date.now() });
}
