/**
 * What each operation of the store costs one Redis, and what follows for agents and jobs: `node bench/capacity.ts [--agents
 * 1000] [--calls 5000] [--seconds 20]`. Processor time, commands and bytes are those of the Redis process, which does one thing at a time.
 */
import { parseArgs } from 'node:util';
import { rounded } from '../src/cli/bench/figures.ts';
import type { RepositoryRecord } from '../src/store/port/repositories.ts';
import type { Store } from '../src/store/port.ts';
import { openRedisStore } from '../src/store/redis/open.ts';
import { startTestRedis, type TestRedis } from '../src/store/redis/testing/redis-server.ts';
import { loadOf, type OperationCosts, redisShare } from './capacity/load.ts';
import { playUsage } from './capacity/play.ts';
import { advance, advanceLog, beat, finish, type Held, hold, makeRun } from './capacity/run-of-one-job.ts';
import { costOf, type Meter, readMeter } from './queue/costs.ts';

const { values: options } = parseArgs({
  options: {
    agents: { type: 'string', default: '1000' },
    calls: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '20' },
  },
});
const agents = Number(options.agents);
const calls = Number(options.calls);

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
  const usage = { agents, duration: 60, batches: 2, servers: 2 };
  const played = await playUsage(store, redis, repository, { usage, seconds: Number(options.seconds) });
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  console.table({
    [`${agents} agents`]: { computed: percent(redisShare(operations, usage)), played: percent(played) },
  });
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

  const runIds: string[] = [];
  const held: Held[] = [];
  const of = (nth: number): Held => {
    const one = held[nth % agents];
    if (one === undefined) throw new Error(`agent ${nth} has no job`);
    return one;
  };
  const memories = [await memory()];
  await measure('push: delivery and run', agents, async (nth) => {
    runIds[nth] = await makeRun(store, repository);
  });
  await measure('advance: load and commit', agents, (nth) => advance(store, repository, runIds[nth] ?? '', true));
  memories.push(await memory());
  await measure('claim', agents, async (nth) => {
    held[nth] = await hold(store, nth);
  });
  memories.push(await memory());
  await measure('heartbeat', calls, (nth) => beat(store, of(nth)));
  await measure('lease of a token', calls, (nth) => store.leases.byLeaseToken(of(nth).leaseTokenHash));
  await measure('log position', calls, (nth) => advanceLog(store, of(nth)));
  await measure(`list of ${agents} leases`, 50, () => store.leases.list());
  await measure('stats of the queue', calls, () => store.queue.stats(Date.now()));
  await measure('complete', agents, (nth) => finish(store, of(nth)));
  memories.push(await memory());
  const [empty = 0, waiting = 0, running = 0, done = 0] = memories;
  console.table({
    'bytes of memory of a waiting job with its run': Math.round((waiting - empty) / agents),
    'more while it runs': Math.round((running - waiting) / agents),
    'of a finished one': Math.round((done - empty) / agents),
  });
  return rows;
}
