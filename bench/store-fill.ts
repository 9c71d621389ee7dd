import { DatabaseSync } from 'node:sqlite';
import { sampleAgent, sampleJob, sampleResult, sampleRun, sampleSpec } from '../src/store/conformance/samples.ts';
import type { RepositoryRecord } from '../src/store/port/repositories.ts';
import type { Store } from '../src/store/port.ts';

/** Most jobs of one benchmark run, as a large matrix has them. */
const mostJobsPerRun = 250;

/** Queues so many jobs, spread over all of the repositories, through the port as the server does it. */
export async function queueJobs(store: Store, repositories: RepositoryRecord[], count: number): Promise<void> {
  const jobsPerRun = Math.min(mostJobsPerRun, Math.ceil(count / repositories.length));
  for (let queued = 0, nth = 0; queued < count; queued += jobsPerRun, nth += 1) {
    const repository = repositories[nth % repositories.length];
    if (repository === undefined) throw new Error('no repository to queue jobs for');
    await queueRun(store, repository, Math.min(jobsPerRun, count - queued));
  }
}

async function queueRun(store: Store, repository: RepositoryRecord, count: number): Promise<void> {
  const at = Date.now();
  const delivery = { key: `bench ${at} ${Math.random()}`, at, change: null, runs: [{ state: sampleRun(repository) }] };
  const runId = (await store.deliveries.create(delivery)).runIds[0] ?? '';
  const loaded = await store.runs.load(runId);
  if (loaded === null) throw new Error(`run ${runId} is gone`);
  const keys = Array.from({ length: count }, (_, nth) => `job-${nth}`);
  const specs = keys.map((key) => sampleSpec(repository, runId, key));
  const committed = await store.runs.commit({
    runId,
    expectedVersion: loaded.version,
    state: { ...loaded.state, status: 'in_progress', jobs: keys.map((key) => sampleJob(runId, key)) },
    consumed: loaded.events.map(({ seq }) => seq),
    enqueue: specs.map((spec) => ({ spec, agentClass: 'default', priority: 0, maxAttempts: 3, notBefore: 0, at })),
    dequeue: [],
    cancel: [],
    groups: [],
    post: [],
    statuses: [],
  });
  if (!committed) throw new Error(`run ${runId} moved on`);
}

/**
 * Adds so many completed jobs, ten a run, straight into the tables of a closed store: through the port a million would
 * take minutes. The rows are those that the port would have left.
 */
export function addHistory(file: string, repository: RepositoryRecord, jobs: number): void {
  const database = new DatabaseSync(file);
  const runs = Math.ceil(jobs / 10);
  const samples = historySamples(repository);
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  const first = Number(database.prepare('SELECT COALESCE(MAX(id), 0) + 1 AS first FROM runs').get()?.first);
  const numbers = 'WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)';
  const fill = (sql: string, ...values: (string | number)[]) => database.prepare(`${numbers} ${sql}`).run(...values);
  const repo = Number(repository.id);
  fill(
    `INSERT INTO runs SELECT ? + i, ?, 'history.yml', 'push', 'refs/heads/main', printf('%040x', i), 'history', 'completed', 9,
     json_set(?, '$.id', CAST(? + i AS TEXT), '$.number', i + 1) FROM n`,
    ...[runs, first, repo, samples.header, first],
  );
  database.prepare('INSERT INTO run_numbers VALUES (?, ?, ?)').run(repo, 'history.yml', runs);
  database.prepare('INSERT INTO plans VALUES (?, ?)').run('history', samples.plan);
  fill(`INSERT INTO run_documents SELECT ? + i, '{}', '{"inputs":{},"vars":{}}' FROM n`, runs, first);
  fill('INSERT INTO run_jobs SELECT ? + i / 10, i % 10, ? FROM n', jobs, first, samples.job);
  const id = `(? + i / 10) || '-' || printf('%012x', i % 10)`;
  fill(
    `INSERT INTO jobs (id, run_id, repository_id, agent_class, priority, max_attempts, exclusive, run_attempt, name,
     queued_at, state, attempt, counted, steps, result) SELECT ${id}, ? + i / 10, ?, 'default', 0, 3, 0, 1, 'build', i,
     'done', 1, 0, '[]', ? FROM n`,
    ...[jobs, first, first, repo, samples.result],
  );
  fill(`INSERT INTO job_specs SELECT ${id}, ? FROM n`, jobs, first, samples.spec);
  fill(`INSERT INTO attempts SELECT ${id}, 1, 1, 'bench', 'none', 'token', i, i, 'success', 100 FROM n`, jobs, first);
  database.exec('COMMIT');
  database.close();
}

function historySamples(repository: RepositoryRecord) {
  const { plan, jobs: _, ...rest } = sampleRun(repository, { status: 'completed', conclusion: 'success' });
  const header = { ...rest, workflow: { name: plan.name, path: 'history.yml' } };
  return {
    header: JSON.stringify(header),
    plan: JSON.stringify(plan),
    job: JSON.stringify(sampleJob('0', 'build')),
    result: JSON.stringify(sampleResult()),
    spec: JSON.stringify(sampleSpec(repository, '0', 'build')),
  };
}

/** One agent's claim, as the server makes it for it. */
export function claimOf(nth: number, hashes: { lease: string; job: string; claim: string }) {
  return {
    agent: sampleAgent({ agentId: `agent-${nth}`, agentName: `agent ${nth}` }),
    claimId: hashes.claim,
    leaseTokenHash: hashes.lease,
    jobTokenHash: hashes.job,
    at: Date.now(),
  };
}
