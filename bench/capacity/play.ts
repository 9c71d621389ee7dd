import { setTimeout as sleep } from 'node:timers/promises';
import type { RepositoryRecord } from '../../src/store/port/repositories.ts';
import type { Store } from '../../src/store/port.ts';
import type { TestRedis } from '../../src/store/redis/testing/redis-server.ts';
import { readMeter } from '../queue/costs.ts';
import type { Usage } from './load.ts';
import { advance, advanceLog, beat, finish, type Held, hold, makeRun } from './run-of-one-job.ts';

/** Milliseconds. */
const tick = 100;

/**
 * Plays what so many agents do in some seconds against the store; answers the share of a processor that Redis needs for it. A
 * machine that is too slow for this client takes longer, and all the same does all of it.
 */
export async function playUsage(
  store: Store,
  server: TestRedis,
  repository: RepositoryRecord,
  { usage, seconds }: { usage: Usage; seconds: number },
): Promise<number> {
  const agents: Promise<Held>[] = [];
  for (let nth = 0; nth < usage.agents; nth += 1) agents.push(Promise.resolve(await nextJob(store, repository, nth)));
  const before = await readMeter(server);
  const start = performance.now();
  const done: Promise<unknown>[] = [];
  for (let nth = 0; nth < (seconds * 1000) / tick; nth += 1) {
    // Whoever is late starts at once: what is asked for in all is what is measured.
    await sleep(Math.max(0, start + nth * tick - performance.now()));
    done.push(oneTick(store, repository, agents, usage, nth));
    if (done.length >= 10) await Promise.all(done.splice(0, 5));
  }
  await Promise.all(done);
  const used = (await readMeter(server)).redis - before.redis;
  return used / 1_000_000 / seconds;
}

async function oneTick(
  store: Store,
  repository: RepositoryRecord,
  agents: Promise<Held>[],
  usage: Usage,
  nth: number,
): Promise<void> {
  const each = (aSecond: number, work: (agent: number) => Promise<void>): Promise<void>[] => {
    const [from, to] = [nth, nth + 1].map((place) => Math.floor((place * aSecond * tick) / 1000));
    return Array.from({ length: (to ?? 0) - (from ?? 0) }, (_, step) => work(((from ?? 0) + step) % usage.agents));
  };
  const asAgent = (agent: number, work: (one: Held) => Promise<Held | undefined>): Promise<void> => {
    // An agent does one thing after the other.
    const turn = (agents[agent] ?? Promise.reject(new Error(`no agent ${agent}`))).then(async (one) => {
      await store.leases.byLeaseToken(one.leaseTokenHash);
      return (await work(one)) ?? one;
    });
    agents[agent] = turn;
    return turn.then(() => {});
  };
  const nextOf = async (agent: number, one: Held): Promise<Held> => {
    await finish(store, one);
    await advance(store, repository, one.runId);
    return nextJob(store, repository, agent);
  };
  await Promise.all([
    ...each(usage.agents * 0.1, (agent) => asAgent(agent, async (one) => void (await beat(store, one)))),
    ...each(usage.agents * usage.batches, (agent) =>
      asAgent(agent, async (one) => void (await advanceLog(store, one))),
    ),
    ...each(usage.servers, async () => void (await store.leases.list())),
    ...each(usage.servers * 6, async () => void (await store.queue.stats(Date.now()))),
    ...each(usage.agents / usage.duration, (agent) => asAgent(agent, (one) => nextOf(agent, one))),
  ]);
}

async function nextJob(store: Store, repository: RepositoryRecord, agent: number): Promise<Held> {
  const runId = await makeRun(store, repository);
  await advance(store, repository, runId, true);
  const held = await hold(store, agent);
  await advance(store, repository, held.runId);
  return held;
}
