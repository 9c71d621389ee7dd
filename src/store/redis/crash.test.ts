import { afterEach, beforeEach, expect, it } from 'vitest';
import { RaibidError } from '../../shared/errors.ts';
import {
  emptyCommit,
  noon,
  sampleAgent,
  sampleJob,
  sampleResult,
  sampleRun,
  sampleSpec,
} from '../conformance/samples.ts';
import type { RepositoryRecord } from '../port/repositories.ts';
import type { Store } from '../port.ts';
import { checkRedisStore } from './check.ts';
import { openRedisStore } from './open.ts';
import { startTestRedis, type TestRedis } from './testing/redis-server.ts';

let redis: TestRedis;
let store: Store;
let crashing: boolean;

beforeEach(async () => {
  redis = await startTestRedis();
  store = await openRedisStore({ url: redis.url });
  crashing = true;
});
afterEach(async () => {
  await store.close();
  await redis.stop();
});

/** Says the same again until it is answered, as servers and agents do: what was done already must not be done twice. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RaibidError) || error.code !== 'store_unavailable') throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** One push with two jobs; answers the run. */
async function push(repository: RepositoryRecord, key: string): Promise<string> {
  const runs = [{ state: sampleRun(repository) }];
  const { runIds } = await insist(() => store.deliveries.create({ key, at: noon, change: null, runs }));
  const runId = runIds[0] ?? '';
  const loaded = await insist(() => store.runs.load(runId));
  if (loaded === null) throw new Error('the run is gone');
  const keys = ['a', 'b'];
  const ready = { agentClass: 'default', priority: 0, maxAttempts: 3, notBefore: 0, at: noon };
  const state = { ...loaded.state, status: 'in_progress' as const, jobs: keys.map((one) => sampleJob(runId, one)) };
  const enqueue = keys.map((one) => ({ spec: sampleSpec(repository, runId, one), ...ready }));
  // False: the answer to the first try was lost.
  await insist(() => store.runs.commit({ ...emptyCommit(runId, loaded.version, state), enqueue }));
  return runId;
}

/** Claims one job and runs it to its end. */
async function work(name: string): Promise<void> {
  const tokens = { leaseTokenHash: `lease ${name}`, jobTokenHash: `job ${name}` };
  const agent = sampleAgent({ agentId: name });
  const claimed = await insist(() => store.queue.claim({ agent, claimId: name, ...tokens, at: noon }));
  if (claimed === null) return;
  const proof = { jobId: claimed.spec.jobId, attempt: claimed.attempt, leaseTokenHash: tokens.leaseTokenHash };
  await insist(() => store.leases.heartbeat({ ...proof, started: true, steps: null, at: noon }));
  await insist(() => store.leases.complete({ ...proof, lineCount: 0, result: sampleResult(), at: noon }));
}

it('while Redis is killed again and again, every job is done once and nothing is half done', {
  timeout: 120_000,
}, async () => {
  const made = { fullName: 'local/demo', defaultBranch: 'main', forge: 'builtin', createdAt: noon };
  const repository = await store.repositories.create(made);
  const runIds: string[] = [];
  const agents = Array.from({ length: 8 }, async (_, agent) => {
    for (let nth = 0; crashing; nth += 1) {
      runIds.push(await push(repository, `${agent} ${nth}`));
      await work(`${agent} ${nth} first`);
      await work(`${agent} ${nth} second`);
    }
  });
  for (let crash = 0; crash < 8; crash += 1) {
    const before = runIds.length;
    await expect.poll(() => runIds.length, { timeout: 20_000 }).toBeGreaterThan(before + 20);
    // The file is rewritten while the server dies.
    if (crash % 2 === 1) await redis.admin('BGREWRITEAOF');
    await redis.crash();
  }
  crashing = false;
  await Promise.all(agents);
  for (let nth = 0; (await store.queue.stats(noon)).some(({ waiting }) => waiting > 0); nth += 1)
    await work(`last ${nth}`);

  expect(await checkRedisStore({ url: redis.url })).toEqual([]);
  expect(new Set(runIds).size).toBe(runIds.length);
  for (const runId of runIds) {
    const events = (await store.runs.load(runId))?.events.map(({ event }) => event.type) ?? [];
    expect(events.sort()).toEqual(['job_completed', 'job_completed', 'job_started', 'job_started', 'start']);
    const jobs = await store.jobs.ofRun(runId);
    expect(jobs.map(({ result }) => result?.conclusion)).toEqual(['success', 'success']);
    expect(jobs.map(({ attempts }) => attempts.length)).toEqual([1, 1]);
  }
});
