import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Bounds in seconds: from a fast answer of the store to a long poll. */
const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Bounds in seconds: a warm agent takes a job in milliseconds, a cold one in seconds, a full house in minutes. */
const waitBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];
/** Bounds in seconds: jobs take from a second to their time limit. */
const jobBuckets = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600];
/** Bounds in seconds: from a read in memory to a disk that stalls. */
const storeBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];

/** The metrics of one server. */
export type Collectors = ReturnType<typeof createCollectors>;

/**
 * Makes the metrics in a registry of their own, so that two servers in one process do not share them. docs/metrics.md says
 * what each is for; a test compares the two.
 */
export function createCollectors() {
  const registry = new Registry();
  return { registry, ...gauges(registry), ...phases(registry), ...counters(registry) };
}

/** Read from the store, or from the disk, when somebody asks: the same on every server of one store. */
function gauges(registry: Registry) {
  const registers = [registry];
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  return {
    waiting: gauge('raibid_queue_waiting_jobs', 'Jobs that wait for an agent.', ['agent_class']),
    oldest: gauge('raibid_queue_oldest_waiting_seconds', 'Age of the oldest waiting job.', ['agent_class']),
    running: gauge('raibid_running_jobs', 'Jobs that an agent holds a lease on.', ['agent_class']),
    agents: gauge('raibid_agents', 'Agents that were seen lately.', ['agent_class', 'state']),
    deadLetters: gauge('raibid_dead_letters', 'Jobs that ran out of attempts.'),
    outboxEntries: gauge('raibid_outbox_entries', 'Commit statuses on their way to a forge; 1000 stands for more.'),
    outboxOldest: gauge('raibid_outbox_oldest_seconds', 'Age of the oldest commit status on its way to a forge.'),
    diskSize: gauge('raibid_disk_size_bytes', 'Size of the disk that holds a folder.', ['folder']),
    diskAvailable: gauge('raibid_disk_available_bytes', 'What is free for us on that disk.', ['folder']),
  };
}

/** How long things take. Each is measured once, by the server that did it. */
function phases(registry: Registry) {
  const registers = [registry];
  return {
    requests: new Histogram({
      name: 'raibid_http_request_duration_seconds',
      help: 'Time from the request line to the end of the answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: requestBuckets,
      registers,
    }),
    runQueue: new Histogram({
      name: 'raibid_run_queue_seconds',
      help: 'Time from the event (a push) to the first jobs of its run in the queue.',
      buckets: waitBuckets,
      registers,
    }),
    claimWait: new Histogram({
      name: 'raibid_claim_wait_seconds',
      help: 'Time from a job being queued to its claim by an agent.',
      buckets: waitBuckets,
      registers,
    }),
    firstStep: new Histogram({
      name: 'raibid_job_first_step_seconds',
      help: 'Time from the claim of a job to its first step.',
      buckets: waitBuckets,
      registers,
    }),
    steps: new Histogram({
      name: 'raibid_job_steps_seconds',
      help: 'Time from the first step of a job to its result.',
      buckets: jobBuckets,
      registers,
    }),
    logWrite: new Histogram({
      name: 'raibid_log_write_seconds',
      help: 'Time to write a batch of log lines and to sync it to disk.',
      buckets: storeBuckets,
      registers,
    }),
    store: new Histogram({
      name: 'raibid_store_operation_seconds',
      help: 'Time that the store took for an operation, also one that it refused.',
      labelNames: ['operation'],
      buckets: storeBuckets,
      registers,
    }),
  };
}

/** Things that happened, each counted once, by the server that did it: a sum over the servers is the whole. */
function counters(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers });
  return {
    claims: counter('raibid_claims_total', 'Jobs that were given to an agent.', ['agent_class']),
    leasesLost: counter('raibid_leases_lost_total', 'Leases that expired.'),
    runs: counter('raibid_runs_completed_total', 'Runs that ended, by how.', ['conclusion']),
    logLines: counter('raibid_log_lines_total', 'Log lines that are on disk.'),
    statusesDone: counter(
      'raibid_forge_statuses_done_total',
      'Commit statuses that a forge took, or refused for good.',
    ),
    statusErrors: counter('raibid_forge_status_errors_total', 'Tries to send a commit status that failed.'),
    storeErrors: counter('raibid_store_unavailable_total', 'Operations that failed because the store was away.'),
  };
}
