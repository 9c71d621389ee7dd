import type { Bench } from '../src/cli/bench/bench-table.ts';
import { measureApart } from './measure-apart.ts';

/** bench/queue.ts in a process of its own. */
export const queueBench: Bench = {
  name: 'queue',
  title: 'The store on Redis, beside BullMQ',
  about:
    'Claim and complete at the port of the Redis store beside BullMQ 6.7 on the same Redis 7.0, which syncs every write ' +
    '(`appendfsync always`), in short turns; jobs and results have the same size. *Two calls*: the job with one, its ' +
    'result with another, as an agent works that runs one job and ends. *Worker*: the result brings the next job. Two bare ' +
    'writes of a field take the same way and do nothing else. Ratios are medians of pairs of rounds. Then 100 agents with ' +
    'an empty queue, 10,000 waiting jobs, and a million finished ones as well, each on a Redis of its own.',
  measure: async ({ env }) => ({ figures: await measureApart(new URL('queue.ts', import.meta.url), env) }),
};
