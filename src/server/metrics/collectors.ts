import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Bounds in seconds: from a fast answer of the store to a long poll. */
const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Bounds in seconds: a warm agent takes a job in milliseconds, a cold one in seconds, a full house in minutes. */
const waitBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

/** The metrics of one server. */
export type Collectors = ReturnType<typeof createCollectors>;

/** Makes the metrics in a registry of their own, so that two servers in one process do not share them. */
export function createCollectors() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: 'raibid_http_request_duration_seconds',
      help: 'Time from the request line to the end of the answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: requestBuckets,
      registers,
    }),
    waiting: new Gauge({
      name: 'raibid_queue_waiting_jobs',
      help: 'Jobs that wait for an agent.',
      labelNames: ['agent_class'],
      registers,
    }),
    oldest: new Gauge({
      name: 'raibid_queue_oldest_waiting_seconds',
      help: 'Age of the oldest waiting job.',
      labelNames: ['agent_class'],
      registers,
    }),
    running: new Gauge({
      name: 'raibid_running_jobs',
      help: 'Jobs that an agent holds a lease on.',
      labelNames: ['agent_class'],
      registers,
    }),
    agents: new Gauge({
      name: 'raibid_agents',
      help: 'Agents that were seen lately.',
      labelNames: ['agent_class', 'state'],
      registers,
    }),
    deadLetters: new Gauge({ name: 'raibid_dead_letters', help: 'Jobs that ran out of attempts.', registers }),
    claimWait: new Histogram({
      name: 'raibid_claim_wait_seconds',
      help: 'Time from a job being ready to its claim by an agent.',
      buckets: waitBuckets,
      registers,
    }),
    leasesLost: new Counter({ name: 'raibid_leases_lost_total', help: 'Leases that expired.', registers }),
    runs: new Counter({
      name: 'raibid_runs_completed_total',
      help: 'Runs that ended, by how.',
      labelNames: ['conclusion'],
      registers,
    }),
  };
}
