import { randomUUID } from 'node:crypto';
import { createClient } from '@redis/client';
import { sampleResult, sampleSpec } from '../../src/store/conformance/samples.ts';
import type { RepositoryRecord } from '../../src/store/port/repositories.ts';
import type { Store } from '../../src/store/port.ts';
import { openRedisStore } from '../../src/store/redis/open.ts';
import type { TestRedis } from '../../src/store/redis/testing/redis-server.ts';
import { claimOf, queueJobs } from '../store-fill.ts';
import type { Peer } from './peer.ts';

/** One queue under measurement. */
export interface Subject {
  name: string;
  /** Adds so many jobs, in batches of 250. */
  add(count: number): Promise<void>;
  /** Claims and completes so many jobs as so many agents; answers the milliseconds of each pair, as far as they can be told. */
  pairs(agents: number, count: number): Promise<number[]>;
  close(): Promise<void>;
}

/** As many jobs as one commit of the bench adds. */
const batch = 250;

const sampleRepository = { id: '1', fullName: 'bench/demo', defaultBranch: 'main', forge: 'builtin', createdAt: 0 };

export async function ourStore(server: TestRedis, repositories = 1): Promise<Subject> {
  const store = await openRedisStore({ url: server.url });
  const made: RepositoryRecord[] = [];
  for (let nth = 0; nth < repositories; nth += 1) {
    const { id: _, ...record } = { ...sampleRepository, fullName: `bench/r${nth}` };
    made.push(await store.repositories.create(record));
  }
  return {
    name: 'ours',
    add: (count) => queueJobs(store, made, count),
    pairs: (agents, count) => atOnce(agents, count, (nth) => storePair(store, nth)),
    close: () => store.close(),
  };
}

async function storePair(store: Store, nth: number): Promise<void> {
  const [lease = '', job = '', claim = ''] = Array.from({ length: 3 }, randomUUID);
  const request = claimOf(nth, { lease, job, claim });
  const claimed = await store.queue.claim(request);
  if (claimed === null) throw new Error('a job should wait');
  const { jobId } = claimed.spec;
  const proof = { jobId, attempt: claimed.attempt, leaseTokenHash: request.leaseTokenHash };
  await store.leases.complete({ ...proof, lineCount: 0, result: sampleResult(), at: Date.now() });
}

/** The same two calls as ours: one for the job, one with its result. */
export function peerCalls({ Queue, Worker }: Peer, server: TestRedis): Subject {
  const connection = { host: '127.0.0.1', port: server.port, maxRetriesPerRequest: null };
  const queue = new Queue('calls', { connection });
  const worker = new Worker('calls', null, { connection, autorun: false, concurrency: 1 });
  return {
    name: 'BullMQ, two calls',
    add: (count) => addTo(queue, count),
    async pairs(agents, count) {
      await worker.waitUntilReady();
      return atOnce(agents, count, async (nth) => {
        const job = await worker.getNextJob(`token ${nth}`, { block: false });
        if (job === undefined) throw new Error('a job should wait');
        await job.moveToCompleted(sampleResult(), `token ${nth}`, false);
      });
    },
    close: async () => {
      await worker.close();
      await queue.close();
    },
  };
}

/** As it is meant to be used: a worker that gets the next job with the answer to the last result. */
export function peerWorker({ Queue, Worker }: Peer, server: TestRedis): Subject {
  const connection = { host: '127.0.0.1', port: server.port, maxRetriesPerRequest: null };
  let round = 0;
  let queue = new Queue('worker-0', { connection });
  return {
    name: 'BullMQ, worker',
    async add(count) {
      await queue.close();
      round += 1;
      queue = new Queue(`worker-${round}`, { connection });
      await addTo(queue, count);
    },
    async pairs(agents, count) {
      const options = { connection, autorun: false, concurrency: agents };
      const worker = new Worker(`worker-${round}`, async () => sampleResult(), options);
      await worker.waitUntilReady();
      let done = 0;
      const all = new Promise<void>((resolve) => worker.on('completed', () => (++done === count ? resolve() : null)));
      void worker.run();
      await all;
      await worker.close();
      return [];
    },
    close: () => queue.close(),
  };
}

/** Two calls that write one small field each and do nothing else: no queue with two calls can be faster than that. */
export async function bareCalls(server: TestRedis): Promise<Subject> {
  const client = createClient({ url: server.url });
  await client.connect();
  const write = (field: string) => client.sendCommand(['HSET', 'bare', field, '1']);
  return {
    name: 'two writes of a field',
    add: async () => {},
    pairs: (agents, count) =>
      atOnce(agents, count, async (nth) => {
        await write(`claim ${nth}`);
        await write(`complete ${nth}`);
      }),
    close: () => client.close(),
  };
}

async function addTo(queue: InstanceType<Peer['Queue']>, count: number): Promise<void> {
  for (let added = 0; added < count; added += batch) {
    const keys = Array.from({ length: Math.min(batch, count - added) }, (_, nth) => `job-${nth}`);
    await queue.addBulk(keys.map((name) => ({ name, data: sampleSpec(sampleRepository, '1', name) })));
  }
}

async function atOnce(agents: number, count: number, pair: (nth: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  let left = count;
  const work = async (nth: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const start = performance.now();
      await pair(nth);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: agents }, (_, nth) => work(nth)));
  return times;
}
