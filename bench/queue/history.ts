import type { Store } from '../../src/store/port.ts';
import { keyPrefix } from '../../src/store/redis/keys.ts';
import type { TestRedis } from '../../src/store/redis/testing/redis-server.ts';

/** Runs of the history have ids far from those that the store gives. */
const firstId = 1_000_000_000;
const jobsARun = 10;

/**
 * Copies a completed run with its jobs, key by key, until there are so many jobs: what the port would have left, which to make
 * through the port would take half an hour. ARGV: the run to copy, first id, how many runs.
 */
const copyScript = `
local P, from = KEYS[1], ARGV[1]
local jobs = redis.call('ZRANGE', P .. 'jobs-of-run:' .. from, 0, -1)
for nth = 0, ARGV[3] - 1 do
  local id = string.format('%.0f', ARGV[2] + nth)
  for _, name in ipairs({ 'run:', 'run-jobs:' }) do redis.call('COPY', P .. name .. from, P .. name .. id) end
  for place, job in ipairs(jobs) do
    local copy = id .. job:sub(#from + 1)
    redis.call('COPY', P .. 'job:' .. job, P .. 'job:' .. copy)
    redis.call('HSET', P .. 'job:' .. copy, 'jobId', copy, 'runId', id)
    redis.call('ZADD', P .. 'jobs-of-run:' .. id, place, copy)
  end
  redis.call('ZADD', P .. 'runs', id, id)
end
`;

/** Adds runs of ten finished jobs each, as copies of the newest run, whose ten jobs have to be finished. */
export async function addHistory(server: TestRedis, store: Pick<Store, 'runs'>, jobs: number): Promise<void> {
  const [sample] = await store.runs.list({ limit: 1 });
  if (sample === undefined) throw new Error('a run to copy should be there');
  await server.admin('CONFIG', 'SET', 'appendonly', 'no');
  const runs = Math.ceil(jobs / jobsARun);
  const step = 500;
  for (let made = 0; made < runs; made += step) {
    const count = Math.min(step, runs - made);
    await server.admin('EVAL', copyScript, '1', keyPrefix, sample.id, String(firstId + made), String(count));
  }
  await server.admin('CONFIG', 'SET', 'appendonly', 'yes');
  while (!/aof_rewrite_in_progress:0/.test(String(await server.admin('INFO', 'persistence')))) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
