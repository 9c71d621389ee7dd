/** Microseconds of Redis that one of each costs; calls of agents with the look at their token. */
export interface OperationCosts {
  /** A delivery with its run. */
  push: number;
  /** The advancer's look at a run: load and commit. */
  step: number;
  claim: number;
  complete: number;
  heartbeat: number;
  /** A batch of log lines. */
  logBatch: number;
  /** One lease in the list that each server reads once a second. */
  listLease: number;
  stats: number;
}

/** How a platform is used. */
export interface Usage {
  agents: number;
  /** Seconds. */
  duration: number;
  /** Batches of log lines a second of a running job. */
  batches: number;
  servers: number;
}

/** A job's run is looked at three times: queued, started, completed. */
const stepsAJob = 3;
const heartbeatsASecond = 0.1;
/** What a server does each second for itself: leases, queue, agents, dirty runs four times. */
const looksASecond = 6;

/** Share of one processor that Redis needs when all agents are busy all the time. */
export function redisShare(costs: OperationCosts, { agents, duration, batches, servers }: Usage): number {
  const jobs = agents / duration;
  const perJob = costs.push + stepsAJob * costs.step + costs.claim + costs.complete;
  const perAgent = heartbeatsASecond * costs.heartbeat + batches * costs.logBatch + servers * costs.listLease;
  return (jobs * perJob + agents * perAgent + servers * looksASecond * costs.stats) / 1_000_000;
}

/** Redis is full where others begin to wait for it: at seven tenths of its one thread, syncs to disk included. */
export const full = 0.7;

const usages = {
  'a team': { agents: 20, duration: 60, batches: 2, servers: 1 },
  '100 agents': { agents: 100, duration: 60, batches: 2, servers: 2 },
  '1,000 agents': { agents: 1000, duration: 60, batches: 2, servers: 2 },
  '1,000 agents, quiet jobs': { agents: 1000, duration: 60, batches: 0.2, servers: 2 },
  '1,000 agents, 10,000 jobs a minute': { agents: 1000, duration: 6, batches: 2, servers: 2 },
} as const satisfies Record<string, Usage>;

/** The load of each usage, and at how many agents like these one Redis is full. */
export function loadOf(costs: OperationCosts) {
  const entries = Object.entries(usages).map(([name, usage]) => {
    const share = redisShare(costs, usage);
    const jobsAMinute = Math.round((usage.agents / usage.duration) * 60);
    return [name, { ...usage, jobsAMinute, share: `${(share * 100).toFixed(1)} %`, fullAt: agentsAt(costs, usage) }];
  });
  return Object.fromEntries(entries);
}

function agentsAt(costs: OperationCosts, usage: Usage): number {
  const fixed = redisShare(costs, { ...usage, agents: 0 });
  const each = redisShare(costs, { ...usage, agents: 1 }) - fixed;
  return Math.floor((full - fixed) / each);
}
