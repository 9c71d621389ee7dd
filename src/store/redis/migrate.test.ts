import { createClient } from '@redis/client';
import { describe, expect, it } from 'vitest';
import { noon, sampleResult } from '../conformance/samples.ts';
import { type Scene, scenes } from '../conformance/scene.ts';
import { keyPrefix } from './keys.ts';
import { openRedisStore } from './open.ts';
import { redisTestStores } from './testing/open-test-store.ts';

const scene = scenes(redisTestStores());

/** Puts leases back into the form that they had in version 1. */
const backToVersion1 = `
local P, call = KEYS[1], redis.call
for _, name in ipairs(call('HVALS', P .. 'lease-tokens')) do
  local jobId, class = name:match('^(%S+) %d+ (.*)$')
  local key = P .. 'job:' .. jobId
  local job = call('HMGET', key, 'lease', 'attempt', 'runId', 'repositoryId', 'exclusive', 'cancel')
  if job[1] then
    local beat, started, nextLine, jobToken, agentId = job[1]:match('^(%d+) (%d) (%d+)\\n([^\\n]*)\\n(.*)$')
    local leaseToken = call('HGET', key, 'token ' .. job[2])
    local at, isolation, agentName = call('HGET', key, 'start ' .. job[2]):match('^%d+ (%d+) (%S+) (.*)$')
    call('HSET', P .. 'lease:' .. jobId, 'jobId', jobId, 'runId', job[3], 'attempt', job[2], 'repositoryId', job[4],
      'agentId', agentId, 'agentName', agentName, 'agentClass', class, 'isolation', isolation, 'leaseToken', leaseToken,
      'jobToken', jobToken, 'beat', beat, 'started', started, 'nextLine', nextLine, 'exclusive', job[5], 'claimedAt', at)
    if job[6] then call('HSET', P .. 'lease:' .. jobId, 'cancelReason', job[6]) end
    call('HSET', P .. 'lease-tokens', 'lease ' .. leaseToken, jobId, 'job ' .. jobToken, jobId)
    call('ZADD', P .. 'leases:' .. class, at, jobId)
    call('HDEL', key, 'lease', 'cancel')
  end
end
call('SET', P .. 'schema', '1')
`;

async function command(here: Scene, ...words: string[]): Promise<unknown> {
  const client = createClient({ url: here.test.access.options.url ?? '' });
  await client.connect();
  return client.sendCommand(words).finally(() => client.destroy());
}

/** Two jobs that run: one with a log and two heartbeats, one that is to be cancelled. */
async function underWay(here: Scene) {
  const { runId } = await here.jobs(await here.repository(), ['a', 'b', 'c']);
  const [first, second] = [await here.hold({ agentId: 'one' }), await here.hold({ agentId: 'two' }, noon + 1)];
  for (const started of [false, true]) await here.store.leases.heartbeat({ ...first, started, steps: null, at: noon });
  await here.store.leases.advanceLog({ ...first, from: 0, to: 7 });
  await here.step(runId, { cancel: [{ jobId: second.jobId, reason: 'not wanted' }] });
  return { first, second };
}

describe('a store of version 1', () => {
  it('keeps its leases, and their agents go on', async () => {
    const here = await scene();
    const { first, second } = await underWay(here);
    const leases = await here.store.leases.list();
    expect(leases).toMatchObject([
      { beat: 2, started: true, nextLine: 7, cancelReason: null, agent: { agentId: 'one' } },
      { beat: 0, started: false, nextLine: 0, cancelReason: 'not wanted', agent: { agentId: 'two' } },
    ]);
    await here.store.close();
    await command(here, 'EVAL', backToVersion1, '1', keyPrefix);
    expect(await command(here, 'KEYS', `${keyPrefix}lease*`)).toHaveLength(4);

    const store = await here.test.reopen();
    expect(await store.leases.list()).toEqual(leases);
    expect(await command(here, 'KEYS', `${keyPrefix}lease*`)).toEqual([`${keyPrefix}lease-tokens`]);
    expect(await store.queue.stats(noon)).toMatchObject([{ waiting: 1, running: 2 }]);
    expect(await store.leases.heartbeat({ ...second, started: false, steps: null, at: noon })).toEqual({
      cancel: 'not wanted',
    });
    for (const [held, lineCount] of [[first, 7] as const, [second, 0] as const]) {
      await store.leases.complete({ ...held, lineCount, result: sampleResult(), at: noon });
    }
    expect(await store.leases.list()).toEqual([]);
  });

  it('is not changed while a server works on it', async () => {
    const here = await scene();
    await underWay(here);
    const { url = '' } = here.test.access.options;
    await command(here, 'SET', `${keyPrefix}schema`, '1');
    await expect(openRedisStore({ url })).rejects.toMatchObject({
      code: 'store_unavailable',
      details: { servers: 1 },
      hint: expect.stringContaining('Stop them all'),
    });
    expect(await command(here, 'GET', `${keyPrefix}schema`)).toBe('1');
  });
});
