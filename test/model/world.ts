import type { JobResult } from '../../src/contract/job-message.ts';
import { newRunState } from '../../src/engine/new-run.ts';
import type { RunCommit } from '../../src/store/port/runs.ts';
import { parseWorkflow } from '../../src/workflow/parse-workflow.ts';
import { type MemoryStore, type ModelStore, openMemoryStore } from './memory-store.ts';

/** All happens at one moment: time decides nothing in the protocol but the reaper's patience, which is a move here. */
export const moment = 1_800_000_000_000;

/** An attempt as its agent knows it. */
export interface Held {
  jobId: string;
  attempt: number;
  leaseTokenHash: string;
}

export interface Agent {
  name: string;
  /** Claims so far; the last one has this number. */
  claims: number;
  /** Times that the last claim was asked. */
  asked: number;
  state: 'idle' | 'waits for its claim' | 'has a job';
  held: Held | null;
  started: boolean;
  /** Lines of its log that were acknowledged to it, and lines that it has sent at least once. */
  acknowledged: number;
  sent: number;
  told: boolean;
}

/** A request that was sent once and may come again. */
export type Message =
  | { call: 'heartbeat' | 'release'; held: Held }
  | { call: 'log'; held: Held; from: number }
  | { call: 'complete'; held: Held; lineCount: number };

/** What was answered with success, and must be true for ever. */
export interface Promised {
  results: { jobId: string; attempt: number; conclusion: JobResult['conclusion'] }[];
  /** Lines acknowledged, by `job:attempt`. */
  lines: Record<string, number>;
  /** Attempts that were told that they may go on with their steps, by `job:run attempt`. */
  begun: Record<string, number[]>;
  /** Token that the newest claim of each job was answered with. */
  newest: Record<string, string>;
}

/** All that is outside the store. Plain data, so that it can be copied and compared. */
export interface Actors {
  agents: Agent[];
  /** What each server has computed and not committed yet. */
  servers: (RunCommit | null)[];
  /** Leases that the reaper has watched stand still, with the heartbeat that it saw. */
  watched: Record<string, number>;
  messages: Message[];
  /** Chunk files by attempt: first line and number of lines. */
  chunks: Record<string, number[]>;
  promised: Promised;
  /** Things a person does once each. */
  asked: string[];
}

export interface World {
  memory: MemoryStore;
  /** The operations that the moves use: those of the memory, or a faulty double. */
  store: ModelStore;
  actors: Actors;
  runIds: string[];
}

/** A chain and a group: jobs that wait for another one, and two runs that must never deploy side by side. */
const workflow = `
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps: [{ run: make }]
  deploy:
    needs: build
    runs-on: ubuntu-latest
    concurrency: production
    environment: production
    steps: [{ run: make deploy }]
`;

export type Double = (store: ModelStore, memory: MemoryStore) => ModelStore;

/** A fresh store with two runs that wait for their start, two servers and some agents. */
export async function newWorld(agents: number, double: Double = (store) => store): Promise<World> {
  const memory = openMemoryStore();
  const runIds: string[] = [];
  const repository = await memory.store.repositories.create({
    fullName: 'local/demo',
    defaultBranch: 'main',
    forge: 'builtin',
    createdAt: moment,
  });
  for (const key of ['first', 'second']) {
    const runs = [{ state: await newRun(repository) }];
    runIds.push(...(await memory.store.deliveries.create({ key, at: moment, change: null, runs })).runIds);
  }
  const actors: Actors = {
    agents: Array.from({ length: agents }, (_, nth) => newAgent(`agent ${nth + 1}`)),
    servers: [null, null],
    watched: {},
    messages: [],
    chunks: {},
    promised: { results: [], lines: {}, begun: {}, newest: {} },
    asked: [],
  };
  return { memory, store: double(memory.store, memory), actors, runIds };
}

async function newRun(repository: { id: string; fullName: string; defaultBranch: string }) {
  const parsed = await parseWorkflow({ path: '.github/workflows/ci.yml', text: workflow });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const trigger = {
    event: 'push' as const,
    ref: 'refs/heads/main',
    sha: 'a'.repeat(40),
    actor: 'ada',
    headline: 'Change',
    payload: {},
    trust: 'repository' as const,
  };
  const { id, fullName, defaultBranch } = repository;
  return newRunState({
    repository: { id, fullName, defaultBranch },
    plan: parsed.plan,
    trigger,
    inputs: {},
    vars: {},
    at: moment,
  });
}

export function newAgent(name: string, claims = 0): Agent {
  const fresh = { asked: 0, held: null, started: false, acknowledged: 0, sent: 0, told: false };
  return { name, claims, state: 'idle', ...fresh };
}

export function attemptKey({ jobId, attempt }: { jobId: string; attempt: number }): string {
  return `${jobId}:${attempt}`;
}
