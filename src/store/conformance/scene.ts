import { randomBytes } from 'node:crypto';
import { afterEach, expect } from 'vitest';
import type { JobSpec } from '../../contract/job-message.ts';
import type { RunEvent, RunState } from '../../contract/run-state.ts';
import type { AgentIdentity } from '../port/queue.ts';
import type { RepositoryRecord } from '../port/repositories.ts';
import type { LoadedRun, RunCommit } from '../port/runs.ts';
import type { Store } from '../port.ts';
import { emptyCommit, noon, sampleAgent, sampleJob, sampleRun, sampleSpec } from './samples.ts';
import type { OpenTestStore, TestStore } from './test-store.ts';

/** What a test says about a job; the rest is a sample. */
export interface JobWish {
  key: string;
  agentClass?: string;
  priority?: number;
  maxAttempts?: number;
  notBefore?: number;
  at?: number;
  environment?: string;
}

/** An attempt as its agent knows it: what every call of the lease protocol needs. */
export interface Held {
  jobId: string;
  attempt: number;
  leaseTokenHash: string;
  jobTokenHash: string;
  claimId: string;
  key: string;
}

export type Scene = ReturnType<typeof sceneOn>;

/**
 * Gives each test a store on fresh data and shorthands for it. After each test the data is checked for contradictions:
 * whatever a test did, it must have left none.
 */
export function scenes(open: OpenTestStore): () => Promise<Scene> {
  const opened: TestStore[] = [];
  afterEach(async () => {
    for (const test of opened.splice(0)) {
      const contradictions = await test.check().finally(() => test.close());
      expect(contradictions).toEqual([]);
    }
  });
  return async () => {
    const test = await open();
    opened.push(test);
    return sceneOn(test);
  };
}

function sceneOn(test: TestStore) {
  const storeNow = () => test.store;
  return {
    test,
    get store(): Store {
      return test.store;
    },
    repository: (fullName = 'local/demo') => createRepository(storeNow(), fullName),
    run: (repository: RepositoryRecord, changes?: Partial<RunState>) => createRun(storeNow(), repository, changes),
    jobs: async (repository: RepositoryRecord, wishes: (JobWish | string)[]) => {
      const runId = await createRun(storeNow(), repository);
      return { runId, jobIds: await enqueue(storeNow(), repository, runId, wishes) };
    },
    enqueue: (repository: RepositoryRecord, runId: string, wishes: (JobWish | string)[]) =>
      enqueue(storeNow(), repository, runId, wishes),
    claim: (agent?: Partial<AgentIdentity>, at?: number) => claim(storeNow(), agent, at),
    hold: async (agent?: Partial<AgentIdentity>, at?: number) => held(await claim(storeNow(), agent, at)),
    events: async (runId: string) => eventsOf(await load(storeNow(), runId)),
    step: (runId: string, change: Partial<RunCommit> = {}) => step(storeNow(), runId, change),
    /** The run is over, whatever its jobs are. */
    end: async (runId: string, changes: Partial<RunState> = {}) => {
      const { state } = await load(storeNow(), runId);
      await step(storeNow(), runId, { state: { ...state, status: 'completed', conclusion: 'success', ...changes } });
    },
    garbage: async () => (await storeNow().garbage.list(1_000, noon)).map(({ kind, id }) => `${kind} ${id}`).sort(),
  };
}

async function createRepository(store: Store, fullName: string): Promise<RepositoryRecord> {
  return store.repositories.create({ fullName, defaultBranch: 'main', forge: 'builtin', createdAt: noon });
}

/** A run whose `start` event is folded in already. */
async function createRun(store: Store, repository: RepositoryRecord, changes?: Partial<RunState>): Promise<string> {
  const key = randomBytes(8).toString('hex');
  const state = sampleRun(repository, changes);
  const { runIds } = await store.deliveries.create({ key, at: noon, change: null, runs: [{ state }] });
  const runId = runIds[0] ?? '';
  await step(store, runId);
  return runId;
}

/** One commit as the engine would make it: what is given, on top of the loaded state, with its whole inbox folded in. */
async function step(store: Store, runId: string, change: Partial<RunCommit> = {}): Promise<boolean> {
  const { state, version, events } = await load(store, runId);
  return store.runs.commit({
    ...emptyCommit(runId, version, state),
    consumed: events.map(({ seq }) => seq),
    ...change,
  });
}

async function enqueue(
  store: Store,
  repository: RepositoryRecord,
  runId: string,
  wishes: (JobWish | string)[],
): Promise<string[]> {
  const { state } = await load(store, runId);
  const jobs = wishes.map((wish) => enqueueOf(repository, runId, typeof wish === 'string' ? { key: wish } : wish));
  const known = new Set(jobs.map(({ spec }) => spec.jobId));
  const states = jobs.map(({ spec }) => sampleJob(runId, spec.key));
  const merged = [...state.jobs.filter(({ id }) => !known.has(id)), ...states];
  expect(await step(store, runId, { state: { ...state, jobs: merged }, enqueue: jobs })).toBe(true);
  return jobs.map(({ spec }) => spec.jobId);
}

function enqueueOf(repository: RepositoryRecord, runId: string, wish: JobWish): RunCommit['enqueue'][number] {
  const spec: JobSpec = sampleSpec(repository, runId, wish.key);
  if (wish.environment !== undefined) spec.environment = { name: wish.environment };
  return {
    spec,
    agentClass: wish.agentClass ?? 'default',
    priority: wish.priority ?? 0,
    maxAttempts: wish.maxAttempts ?? 3,
    notBefore: wish.notBefore ?? 0,
    at: wish.at ?? noon,
  };
}

async function claim(store: Store, agent: Partial<AgentIdentity> = {}, at = noon): Promise<Held | null> {
  const [claimId, leaseTokenHash, jobTokenHash] = [newHash(), newHash(), newHash()];
  const claimed = await store.queue.claim({ agent: sampleAgent(agent), claimId, leaseTokenHash, jobTokenHash, at });
  if (claimed === null) return null;
  const { spec, attempt } = claimed;
  return { jobId: spec.jobId, key: spec.key, attempt, leaseTokenHash, jobTokenHash, claimId };
}

function held(claimed: Held | null): Held {
  if (claimed === null) throw new Error('expected a waiting job to claim');
  return claimed;
}

async function load(store: Store, runId: string): Promise<LoadedRun> {
  const loaded = await store.runs.load(runId);
  if (loaded === null) throw new Error(`expected run ${runId}`);
  return loaded;
}

function eventsOf(loaded: LoadedRun): RunEvent[] {
  return loaded.events.map(({ event }) => event);
}

export function newHash(): string {
  return randomBytes(32).toString('hex');
}
