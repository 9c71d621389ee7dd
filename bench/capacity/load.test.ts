import { describe, expect, it } from 'vitest';
import { full, loadOf, redisShare } from './load.ts';

const costs = { push: 200, step: 300, claim: 50, complete: 50, heartbeat: 10, logBatch: 20, listLease: 5, stats: 50 };

describe('the load on one Redis', () => {
  it('is the sum of jobs, agents and servers', () => {
    const usage = { agents: 10, duration: 10, batches: 1, servers: 1 };
    // A job a second: 1200; ten agents: a heartbeat each 10 s, a batch a second, one entry of the list; six looks.
    expect(redisShare(costs, usage) * 1_000_000).toBeCloseTo(1200 + 10 * (1 + 20 + 5) + 300);
  });

  it('says how many agents fill it', () => {
    const { '1,000 agents': found } = loadOf(costs);
    const usage = { agents: found?.fullAt ?? 0, duration: 60, batches: 2, servers: 2 };
    expect(redisShare(costs, usage)).toBeLessThanOrEqual(full);
    expect(redisShare(costs, { ...usage, agents: usage.agents + 1 })).toBeGreaterThan(full);
  });
});
