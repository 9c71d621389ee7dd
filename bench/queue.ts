/**
 * Measures the store on Redis beside BullMQ on the same server, in turns: `node bench/queue.ts [--json] [--pairs 2000]
 * [--rounds 3] [--folder /tmp]`. The server syncs every write to the disk of the folder (`appendfsync always`), which is
 * most of what one agent waits for.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { sampleResult, sampleSpec } from '../src/store/conformance/samples.ts';
import type { RepositoryRecord } from '../src/store/port/repositories.ts';
import type { Store } from '../src/store/port.ts';
import { openRedisStore } from '../src/store/redis/open.ts';
import { startTestRedis, type TestRedis } from '../src/store/redis/testing/redis-server.ts';
import { loadPeer, type Peer } from './queue-peer.ts';
import { claimOf, queueJobs } from './store-fill.ts';

interface Round {
  /** Jobs a second. */
  add: number;
  pair: number;
}

type Subject = (agents: number, pairs: number) => Promise<Round>;

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    pairs: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
  },
});

/** As many jobs as one commit of the bench adds. */
const batch = 250;

const peer = await loadPeer();
const redis = await startTestRedis();
try {
  const figures = await measureAll(redis);
  if (options.json) console.log(JSON.stringify(figures));
  else console.table(figures);
} finally {
  await redis.stop();
}

/** Takes turns, so that a machine that is busy with something else is so for all of them. */
async function measureAll(server: TestRedis): Promise<Record<string, string | number>[]> {
  const subjects: Record<string, Subject> = {
    ours: await storeSubject(server),
    bullmqCalls: callsOf(peer, server),
    bullmqWorker: workerOf(peer, server),
  };
  const figures: Record<string, string | number>[] = [];
  for (const agents of [1, 10, 100]) {
    const pairs = agents === 1 ? Math.ceil(Number(options.pairs) / 4) : Number(options.pairs);
    const results: Record<string, Round[]> = { ours: [], bullmqCalls: [], bullmqWorker: [] };
    for (let nth = 0; nth < Number(options.rounds); nth += 1) {
      for (const [name, subject] of Object.entries(subjects)) results[name]?.push(await subject(agents, pairs));
    }
    for (const what of ['add', 'pair'] as const) {
      const of = (name: string): number => Math.round(median((results[name] ?? []).map((round) => round[what])));
      const [ours, calls, worker] = [of('ours'), of('bullmqCalls'), of('bullmqWorker')];
      const ratios = { 'x calls': round2(ours / calls), 'x worker': round2(ours / worker) };
      const names = { what: what === 'add' ? 'add' : 'claim + complete', agents };
      figures.push({ ...names, 'ours/s': ours, 'BullMQ calls/s': calls, 'BullMQ worker/s': worker, ...ratios });
    }
  }
  return figures;
}

async function storeSubject(server: TestRedis): Promise<Subject> {
  const store = await openRedisStore({ url: server.url });
  const made = { fullName: 'bench/demo', defaultBranch: 'main', forge: 'builtin', createdAt: Date.now() };
  const repository: RepositoryRecord = await store.repositories.create(made);
  return async (agents, pairs) => {
    const add = await rate(pairs, () => queueJobs(store, [repository], pairs));
    let left = pairs;
    const work = async (nth: number): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await storePair(store, nth);
      }
    };
    return { add, pair: await rate(pairs, () => atOnce(agents, work)) };
  };
}

async function storePair(store: Store, nth: number): Promise<void> {
  const [lease = '', job = '', claim = ''] = Array.from({ length: 3 }, () => randomBytes(16).toString('hex'));
  const request = claimOf(nth, { lease, job, claim });
  const claimed = await store.queue.claim(request);
  if (claimed === null) throw new Error('a job should wait');
  const { jobId } = claimed.spec;
  const proof = { jobId, attempt: claimed.attempt, leaseTokenHash: request.leaseTokenHash };
  await store.leases.complete({ ...proof, lineCount: 0, result: sampleResult(), at: Date.now() });
}

/** The same two calls as ours: one for the job, one with its result. */
function callsOf({ Queue, Worker }: Peer, server: TestRedis): Subject {
  const connection = { host: '127.0.0.1', port: server.port, maxRetriesPerRequest: null };
  const queue = new Queue('calls', { connection });
  const worker = new Worker('calls', null, { connection, autorun: false, concurrency: 1 });
  return async (agents, pairs) => {
    const add = await rate(pairs, () => addTo(queue, pairs));
    await worker.waitUntilReady();
    let left = pairs;
    const work = async (nth: number): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const job = await worker.getNextJob(`token ${nth}`, { block: false });
        if (job === undefined) throw new Error('a job should wait');
        await job.moveToCompleted(sampleResult(), `token ${nth}`, false);
      }
    };
    return { add, pair: await rate(pairs, () => atOnce(agents, work)) };
  };
}

/** As it is meant to be used: a worker that gets the next job with the answer to the last result. */
function workerOf({ Queue, Worker }: Peer, server: TestRedis): Subject {
  const connection = { host: '127.0.0.1', port: server.port, maxRetriesPerRequest: null };
  return async (agents, pairs) => {
    const name = `worker-${agents}-${Date.now()}`;
    const queue = new Queue(name, { connection });
    const add = await rate(pairs, () => addTo(queue, pairs));
    const worker = new Worker(name, async () => sampleResult(), { connection, autorun: false, concurrency: agents });
    await worker.waitUntilReady();
    const pair = await rate(pairs, async () => {
      let done = 0;
      const all = new Promise<void>((resolve) => worker.on('completed', () => (++done === pairs ? resolve() : null)));
      void worker.run();
      await all;
    });
    await worker.close();
    await queue.close();
    return { add, pair };
  };
}

async function addTo(queue: InstanceType<Peer['Queue']>, count: number): Promise<void> {
  const repository = { id: '1', fullName: 'bench/demo', defaultBranch: 'main', forge: 'builtin', createdAt: 0 };
  for (let added = 0; added < count; added += batch) {
    const keys = Array.from({ length: Math.min(batch, count - added) }, (_, nth) => `job-${nth}`);
    await queue.addBulk(keys.map((name) => ({ name, data: sampleSpec(repository, '1', name) })));
  }
}

async function atOnce(agents: number, work: (nth: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: agents }, (_, nth) => work(nth)));
}

async function rate(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return count / ((performance.now() - start) / 1000);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
process.exit(0);
