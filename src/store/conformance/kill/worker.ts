/**
 * A process that works on a store until it is killed: several agents at once, each of which pushes, queues, claims, logs
 * and completes. Every acknowledged operation is written to standard output at once, so that the parent knows what must
 * be found afterwards.
 */
import { writeSync } from 'node:fs';
import type { RepositoryRecord } from '../../port/repositories.ts';
import type { Store } from '../../port.ts';
import { emptyCommit, sampleAgent, sampleJob, sampleResult, sampleRun, sampleSpec } from '../samples.ts';
import { type Evidence, nthSha, type WorkerOrder } from './evidence.ts';

const agentsAtOnce = 6;

const order: WorkerOrder = JSON.parse(process.argv[2] ?? '{}');
const store = await openStore();
const repository = await knownRepository();
await Promise.all(Array.from({ length: agentsAtOnce }, (_, nth) => workForEver(`${order.name}-${nth}`)));

async function openStore(): Promise<Store> {
  const driver: Record<string, (options: Record<string, string>) => Promise<Store>> = await import(order.access.module);
  const open = driver[order.access.open];
  if (open === undefined) throw new Error(`${order.access.module} has no ${order.access.open}`);
  return open(order.access.options);
}

async function knownRepository(): Promise<RepositoryRecord> {
  const found = await store.repositories.get(order.repositoryId);
  if (found === null) throw new Error('the repository is gone');
  return found;
}

async function workForEver(agent: string): Promise<never> {
  for (let count = 1; ; count += 1) {
    const runId = await push(agent, count);
    await queueJobs(runId);
    await runOneJob(agent, count);
    if (count % 3 === 0) await endAndDelete(agent, count);
  }
}

async function push(agent: string, count: number): Promise<string> {
  const ref = `refs/heads/${agent}`;
  const key = `${ref} ${count}`;
  const change = { repositoryId: repository.id, ref, before: nthSha(count - 1), after: nthSha(count) };
  const runs = [{ state: sampleRun(repository) }];
  const runId = (await store.deliveries.create({ key, at: Date.now(), change, runs })).runIds[0] ?? '';
  tell({ op: 'deliver', key, ref, count, runId });
  return runId;
}

/** A run without jobs that is over at once. */
async function endAndDelete(agent: string, count: number): Promise<void> {
  const key = `over ${agent} ${count}`;
  const state = sampleRun(repository, { status: 'completed', conclusion: 'success' });
  const runId =
    (await store.deliveries.create({ key, at: Date.now(), change: null, runs: [{ state }] })).runIds[0] ?? '';
  const loaded = await store.runs.load(runId);
  if (loaded === null) throw new Error(`run ${runId} is gone`);
  const artifactId = `${agent}-${count}`;
  const file = { size: 1, sha256: 'x', createdAt: 1, expiresAt: Number.MAX_SAFE_INTEGER };
  await store.artifacts.create({ id: artifactId, runId, name: 'dist', ...file }, false);
  const consumed = loaded.events.map(({ seq }) => seq);
  await store.runs.commit({ ...emptyCommit(runId, loaded.version, loaded.state), consumed });
  await store.runs.delete(runId);
  tell({ op: 'delete', runId, artifactId });
}

async function queueJobs(runId: string): Promise<void> {
  const loaded = await store.runs.load(runId);
  if (loaded === null) throw new Error(`run ${runId} is gone`);
  const specs = ['a', 'b'].map((key) => sampleSpec(repository, runId, key));
  const ready = { agentClass: 'default', priority: 0, maxAttempts: 1_000, notBefore: 0, at: Date.now() };
  const state = {
    ...loaded.state,
    status: 'in_progress' as const,
    jobs: specs.map(({ key }) => sampleJob(runId, key)),
  };
  const committed = await store.runs.commit({
    ...emptyCommit(runId, loaded.version, state),
    consumed: loaded.events.map(({ seq }) => seq),
    enqueue: specs.map((spec) => ({ spec, ...ready })),
  });
  if (!committed) throw new Error(`run ${runId} moved on`);
  tell({ op: 'enqueue', runId, jobIds: specs.map(({ jobId }) => jobId) });
}

async function runOneJob(agent: string, count: number): Promise<void> {
  const claimId = `claim ${agent} ${count}`;
  const hashes = { leaseTokenHash: `lease ${claimId}`, jobTokenHash: `job ${claimId}` };
  const identity = sampleAgent({ agentId: agent, agentName: agent });
  const claimed = await store.queue.claim({ agent: identity, claimId, ...hashes, at: Date.now() });
  if (claimed === null) return;
  const name = { jobId: claimed.spec.jobId, attempt: claimed.attempt };
  tell({ op: 'claim', ...name });
  const proof = { ...name, leaseTokenHash: hashes.leaseTokenHash };
  if (count % 5 === 0) return giveBack(proof);
  await store.leases.heartbeat({ ...proof, started: true, steps: null, at: Date.now() });
  for (let lines = 0; lines < 3; lines += 1) {
    if (!(await store.leases.advanceLog({ ...proof, from: lines, to: lines + 1 }))) throw new Error('log moved on');
    tell({ op: 'log', ...name, lines: lines + 1 });
  }
  await store.leases.complete({ ...proof, lineCount: 3, result: sampleResult(), at: Date.now() });
  tell({ op: 'complete', ...name });
}

async function giveBack(proof: { jobId: string; attempt: number; leaseTokenHash: string }): Promise<void> {
  await store.leases.release({ ...proof, reason: 'stopping', at: Date.now() });
  tell({ op: 'release', jobId: proof.jobId, attempt: proof.attempt });
}

/**
 * Synchronous: once it returns, the line is in the pipe and survives this process. A pipe that is full (the parent is busy)
 * is tried again after a millisecond: nothing else may happen here meanwhile.
 */
function tell(evidence: Evidence): void {
  let left = Buffer.from(`${JSON.stringify(evidence)}\n`);
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(1, left));
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
