/**
 * What each operation of the store costs one Redis, and what follows for agents and jobs: `node bench/capacity.ts [--agents
 * 1000] [--calls 5000]`. Processor time, commands and bytes are those of the Redis process, which does one thing at a time.
 */
import { parseArgs } from 'node:util';
import { rounded } from '../src/cli/bench/figures.ts';
import { randomId } from '../src/shared/ids.ts';
import { sampleJob, sampleResult, sampleRun, sampleSpec } from '../src/store/conformance/samples.ts';
import type { RepositoryRecord } from '../src/store/port/repositories.ts';
import type { Store } from '../src/store/port.ts';
import { openRedisStore } from '../src/store/redis/open.ts';
import { startTestRedis, type TestRedis } from '../src/store/redis/testing/redis-server.ts';
import { loadOf, type OperationCosts } from './capacity/load.ts';
import { costOf, type Meter, readMeter } from './queue/costs.ts';
import { claimOf } from './store-fill.ts';

const { values: options } = parseArgs({
  options: { agents: { type: 'string', default: '1000' }, calls: { type: 'string', default: '5000' } },
});
const agents = Number(options.agents);
const calls = Number(options.calls);

/** Runs that are made and finished one after the other, each of one job. */
interface Lane {
  runId: string;
  jobId: string;
  attempt: number;
  leaseTokenHash: string;
}

const redis = await startTestRedis(['--auto-aof-rewrite-percentage', '0']);
try {
  const store = await openRedisStore({ url: redis.url });
  const repository = await store.repositories.create({
    ...{ fullName: 'bench/demo', defaultBranch: 'main', forge: 'builtin' },
    createdAt: Date.now(),
  });
  const costs = await measureAll(store, redis, repository);
  const cpu = (name: string): number => costs.find(({ operation }) => operation === name)?.redis ?? Number.NaN;
  console.table(costs);
  const operations: OperationCosts = {
    push: cpu('push: delivery and run'),
    step: cpu('advance: load and commit'),
    claim: cpu('claim') + cpu('lease of a token'),
    complete: cpu('complete') + cpu('lease of a token'),
    // Every call of an agent begins with a look at its token.
    heartbeat: cpu('heartbeat') + cpu('lease of a token'),
    logBatch: cpu('log position') + cpu('lease of a token'),
    listLease: cpu(`list of ${agents} leases`) / agents,
    stats: cpu('stats of the queue'),
  };
  console.table(loadOf(operations));
  await store.close();
} finally {
  await redis.stop();
}
process.exit(0);

async function measureAll(store: Store, server: TestRedis, repository: RepositoryRecord) {
  const rows: ({ operation: string } & Meter)[] = [];
  const measure = async (operation: string, count: number, work: (nth: number) => Promise<unknown>): Promise<void> => {
    const before = await readMeter(server);
    // As the calls of many agents come: some together.
    for (let first = 0; first < count; first += 16) {
      await Promise.all(Array.from({ length: Math.min(16, count - first) }, (_, nth) => work(first + nth)));
    }
    const cost = costOf(before, await readMeter(server), count);
    const round = (name: keyof Meter): number => rounded(cost[name]);
    rows.push({
      operation,
      redis: round('redis'),
      client: round('client'),
      commands: round('commands'),
      bytes: round('bytes'),
    });
  };
  const memory = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(String(await server.admin('INFO', 'memory')))?.[1]);

  const lanes: Lane[] = [];
  const memories = [await memory()];
  await measure('push: delivery and run', agents, async (nth) => {
    lanes[nth] = { runId: await makeRun(store, repository), jobId: '', attempt: 0, leaseTokenHash: `lease ${nth}` };
  });
  await measure('advance: load and commit', agents, async (nth) => {
    const lane = laneOf(lanes, nth);
    lane.jobId = await queueJob(store, repository, lane.runId);
  });
  memories.push(await memory());
  await measure('claim', agents, async (nth) => {
    const lane = laneOf(lanes, nth);
    const claimed = await store.queue.claim(
      claimOf(nth, { lease: lane.leaseTokenHash, job: `job ${nth}`, claim: randomId() }),
    );
    if (claimed === null) throw new Error('a job should wait');
    Object.assign(lane, { jobId: claimed.spec.jobId, attempt: claimed.attempt });
  });
  memories.push(await memory());
  const name = (nth: number): Omit<Lane, 'runId'> => laneOf(lanes, nth % agents);
  await measure('heartbeat', calls, (nth) =>
    store.leases.heartbeat({ ...name(nth), started: true, steps: null, at: Date.now() }),
  );
  await measure('lease of a token', calls, (nth) => store.leases.byLeaseToken(name(nth).leaseTokenHash));
  await measure('log position', calls, (nth) => {
    const from = Math.floor(nth / agents);
    return store.leases.advanceLog({ ...name(nth), from, to: from + 1 });
  });
  await measure(`list of ${agents} leases`, 50, () => store.leases.list());
  await measure('stats of the queue', calls, () => store.queue.stats(Date.now()));
  const lines = (nth: number): number => Math.floor(calls / agents) + (nth < calls % agents ? 1 : 0);
  await measure('complete', agents, (nth) =>
    store.leases.complete({ ...name(nth), lineCount: lines(nth), result: sampleResult(), at: Date.now() }),
  );
  memories.push(await memory());
  const [empty = 0, waiting = 0, running = 0, done = 0] = memories;
  console.table({
    'bytes of memory of a waiting job with its run': Math.round((waiting - empty) / agents),
    'more while it runs': Math.round((running - waiting) / agents),
    'of a finished one': Math.round((done - empty) / agents),
  });
  return rows;
}

function laneOf(lanes: Lane[], nth: number): Lane {
  const lane = lanes[nth];
  if (lane === undefined) throw new Error(`no run ${nth}`);
  return lane;
}

async function makeRun(store: Store, repository: RepositoryRecord): Promise<string> {
  const delivery = { key: randomId(), at: Date.now(), change: null, runs: [{ state: sampleRun(repository) }] };
  return (await store.deliveries.create(delivery)).runIds[0] ?? '';
}

async function queueJob(store: Store, repository: RepositoryRecord, runId: string): Promise<string> {
  const loaded = await store.runs.load(runId);
  if (loaded === null) throw new Error(`run ${runId} is gone`);
  const spec = sampleSpec(repository, runId, 'build');
  const entry = { agentClass: 'default', priority: 0, maxAttempts: 3, notBefore: 0, at: Date.now() };
  await store.runs.commit({
    runId,
    expectedVersion: loaded.version,
    state: { ...loaded.state, status: 'in_progress', jobs: [sampleJob(runId, 'build')] },
    consumed: loaded.events.map(({ seq }) => seq),
    enqueue: [{ spec, ...entry }],
    ...{ dequeue: [], cancel: [], groups: [], post: [], statuses: [] },
  });
  return spec.jobId;
}
