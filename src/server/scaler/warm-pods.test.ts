import { expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../shared/logger.ts';
import type { AgentRecord } from '../../store/port/agents.ts';
import { queueStream } from '../../store/redis/keys.ts';
import { openRedisStore } from '../../store/redis/open.ts';
import { startTestRedis } from '../../store/redis/testing/redis-server.ts';
import { createWarmPods } from './warm-pods.ts';

const now = 1_000_000;

async function open(warm: number) {
  const redis = await startTestRedis();
  const store = await openRedisStore({ url: redis.url });
  const warmPods = () => createWarmPods({ config: { warm }, store, clock: { now: () => now }, log: silentLogger() });
  const loops = [warmPods(), warmPods()];
  onTestFinished(async () => {
    await Promise.all(loops.map((loop) => loop.stop()));
    await store.close();
    await redis.stop();
  });
  const agent = (agentId: string, change: Partial<AgentRecord> = {}): Promise<void> => {
    const said = { agentName: agentId, agentClass: 'default', isolation: 'sandbox' as const, startedAt: now };
    return store.agents.seen({ agentId, ...said, state: 'idle', lastSeenAt: now, ...change });
  };
  const entries = () => expect.poll(() => redis.admin('XLEN', queueStream('default')), { timeout: 10_000 });
  for (const loop of loops) loop.start();
  return { store, agent, entries };
}

it('keeps as many entries in the stream as idle agents are missing, with two servers too', async () => {
  const { store, agent, entries } = await open(2);
  await entries().toBe(2);
  await agent('one');
  await entries().toBe(1);
  await agent('two');
  await agent('three');
  await entries().toBe(0);
  for (const name of ['one', 'two', 'three']) await agent(name, { state: 'busy' });
  await entries().toBe(2);
  await store.agents.remove('one');
  await entries().toBe(2);
});

it('does not count agents of other classes, nor those that were killed while they waited', async () => {
  const { agent, entries } = await open(1);
  await agent('other', { agentClass: 'gpu' });
  await agent('silent', { lastSeenAt: now - 60_000 });
  await agent('busy', { state: 'busy' });
  await entries().toBe(1);
});
