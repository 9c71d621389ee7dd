import { expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../shared/logger.ts';
import { queueStream } from '../../store/redis/keys.ts';
import { openRedisStore } from '../../store/redis/open.ts';
import { startTestRedis } from '../../store/redis/testing/redis-server.ts';
import { createWarmPods } from './warm-pods.ts';

async function open(warm: number) {
  const redis = await startTestRedis();
  const store = await openRedisStore({ url: redis.url });
  const warmPods = () => createWarmPods({ config: { warm }, store, log: silentLogger() });
  const loops = [warmPods(), warmPods()];
  onTestFinished(async () => {
    await Promise.all(loops.map((loop) => loop.stop()));
    await store.close();
    await redis.stop();
  });
  const entries = () => expect.poll(() => redis.admin('XLEN', queueStream('default')), { timeout: 10_000 });
  for (const loop of loops) loop.start();
  return { store, redis, entries };
}

it('keeps one entry in the stream for every agent that is to be warm, whoever is idle, with two servers too', async () => {
  const { store, entries } = await open(2);
  await entries().toBe(2);
  const agent = { agentName: 'one', agentClass: 'default', isolation: 'sandbox' as const, startedAt: 0 };
  await store.agents.seen({ agentId: 'one', ...agent, state: 'idle', lastSeenAt: Date.now() });
  await entries().toBe(2);
});

it('brings them back when they are lost', async () => {
  const { redis, entries } = await open(3);
  await entries().toBe(3);
  await redis.admin('FLUSHALL');
  await entries().toBe(3);
});
