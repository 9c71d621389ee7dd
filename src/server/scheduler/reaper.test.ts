import { beforeEach, describe, expect, it } from 'vitest';
import type { LeaseRecord, LeaseStore } from '../../store/port/leases.ts';
import { queueRun } from '../testing/sample-run.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { createReaper } from './reaper.ts';

let server: TestServer;
/** Monotonic time of the reaper under test, and its wall clock. */
let time: { monotonic: number; wall: number };
let failing: boolean;
const expiry = 30_000;

beforeEach(async () => {
  server = await openTestServer();
  time = { monotonic: 0, wall: 1_000_000 };
  failing = false;
});

function newReaper(): ReturnType<typeof createReaper> {
  const { store, log } = server.deps;
  const leases: LeaseStore = { ...store.leases, list: async () => (failing ? refuse() : store.leases.list()) };
  const clock = { now: () => time.wall, monotonic: () => time.monotonic };
  return createReaper({ store: { leases }, lease: { heartbeatEvery: 10_000, expiry, fence: 15_000 }, clock, log });
}

function refuse(): never {
  throw new Error('the store does not answer');
}

/** Lets so many seconds go by, with a look each second. */
async function pass(reaper: ReturnType<typeof createReaper>, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    time.monotonic += 1000;
    await reaper.look().catch(() => {});
  }
}

async function claimed(): Promise<LeaseRecord> {
  await queueRun(server, await server.createRepository());
  await server.deps.store.queue.claim({
    agent: { agentId: 'a', agentName: 'a', agentClass: 'default', isolation: 'none' },
    claimId: 'claim-0123456789',
    leaseTokenHash: 'lease',
    jobTokenHash: 'job',
    at: time.wall,
  });
  const [lease] = await server.deps.store.leases.list();
  if (lease === undefined) throw new Error('there is no lease');
  return lease;
}

const leases = () => server.deps.store.leases.list();
const beat = ({ jobId, attempt }: LeaseRecord) =>
  server.deps.store.leases.heartbeat({ jobId, attempt, leaseTokenHash: 'lease', started: true, steps: null, at: 0 });

describe('the reaper', () => {
  it('ends a lease after watching its counter stand still for the whole time', async () => {
    await claimed();
    const reaper = newReaper();
    await reaper.look();
    await pass(reaper, 29);
    expect(await leases()).toHaveLength(1);
    await pass(reaper, 1);
    expect(await leases()).toEqual([]);
    expect((await server.deps.store.queue.stats(0))[0]?.waiting).toBe(1);
  });

  it('starts counting anew with each heartbeat', async () => {
    const lease = await claimed();
    const reaper = newReaper();
    await pass(reaper, 29);
    await beat(lease);
    await pass(reaper, 30);
    expect(await leases()).toHaveLength(1);
    await pass(reaper, 1);
    expect(await leases()).toEqual([]);
  });

  it('trusts no wall clock', async () => {
    await claimed();
    const reaper = newReaper();
    await reaper.look();
    time.wall += 86_400_000;
    await pass(reaper, 5);
    expect(await leases()).toHaveLength(1);
  });

  it('ends nothing right after a start, however old the last heartbeat is', async () => {
    await claimed();
    await pass(newReaper(), 20);
    await pass(newReaper(), 20);
    expect(await leases()).toHaveLength(1);
  });

  it('starts counting anew when the store was away', async () => {
    await claimed();
    const reaper = newReaper();
    await pass(reaper, 25);
    failing = true;
    await pass(reaper, 20);
    failing = false;
    await pass(reaper, 25);
    expect(await leases()).toHaveLength(1);
  });

  it('does not count time in which this process itself stood still', async () => {
    await claimed();
    const reaper = newReaper();
    await reaper.look();
    time.monotonic += 120_000;
    await reaper.look();
    expect(await leases()).toHaveLength(1);
  });
});
