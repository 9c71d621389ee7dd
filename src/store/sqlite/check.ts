import { DatabaseSync } from 'node:sqlite';

/**
 * What must hold between the tables at every moment, whatever was killed. Each query answers the ids of what
 * contradicts its sentence.
 */
const invariants: Record<string, string> = {
  'a waiting job stands in the queue': `SELECT id FROM jobs WHERE state = 'waiting' AND id NOT IN (SELECT job_id FROM queue)`,
  'what stands in the queue is a waiting job, with its class, age and place': `
    SELECT queue.job_id FROM queue LEFT JOIN jobs ON jobs.id = queue.job_id
    WHERE jobs.state IS NOT 'waiting' OR queue.seq <> jobs.seq OR queue.agent_class <> jobs.agent_class
      OR queue.repository_id <> jobs.repository_id OR queue.priority <> jobs.priority
      OR queue.queued_at <> jobs.queued_at`,
  'a running job has a lease': `SELECT id FROM jobs WHERE state = 'running' AND id NOT IN (SELECT job_id FROM leases)`,
  'a lease has a running job, on its newest attempt': `
    SELECT leases.job_id FROM leases LEFT JOIN jobs ON jobs.id = leases.job_id
    WHERE jobs.state IS NOT 'running' OR jobs.attempt <> leases.attempt OR jobs.run_id <> leases.run_id`,
  'an attempt runs as long as its lease': `
    SELECT job_id FROM attempts WHERE outcome = 'running' AND (job_id, attempt) NOT IN (SELECT job_id, attempt FROM leases)
    UNION SELECT job_id FROM leases
    WHERE (job_id, attempt) NOT IN (SELECT job_id, attempt FROM attempts WHERE outcome = 'running')`,
  'attempts are numbered without gap or double': `
    SELECT id FROM jobs LEFT JOIN attempts ON job_id = id GROUP BY id
    HAVING COUNT(attempts.attempt) <> jobs.attempt OR COALESCE(MAX(attempts.attempt), 0) <> jobs.attempt`,
  'an attempt that reported is the last word on its job until it is queued again': `
    SELECT id FROM jobs JOIN attempts ON job_id = id AND attempts.attempt = jobs.attempt
    WHERE state = 'done' AND outcome IN ('success', 'failure', 'cancelled', 'timed_out') AND
      json_extract(result, '$.conclusion') IS NOT outcome`,
  'only a job that is done has a result': `SELECT id FROM jobs WHERE state <> 'done' AND result IS NOT NULL`,
  'every job has a spec': 'SELECT id FROM jobs WHERE id NOT IN (SELECT job_id FROM job_specs)',
  'a lane counts what waits in it': `
    SELECT agent_class || ' ' || repository_id FROM (
      SELECT agent_class, repository_id, COUNT(*) AS waiting FROM queue GROUP BY 1, 2
      EXCEPT SELECT agent_class, repository_id, waiting FROM lanes)
    UNION SELECT agent_class || ' ' || repository_id FROM (
      SELECT agent_class, repository_id, waiting FROM lanes
      EXCEPT SELECT agent_class, repository_id, COUNT(*) AS waiting FROM queue GROUP BY 1, 2)`,
  'a lane names its best job': `
    SELECT agent_class || ' ' || repository_id FROM lanes WHERE seq IS NOT (
      SELECT seq FROM queue WHERE agent_class = lanes.agent_class AND repository_id = lanes.repository_id
      AND not_before = 0 ORDER BY priority DESC, queued_at, seq LIMIT 1)
    OR (seq IS NOT NULL AND (priority, queued_at) IS NOT (SELECT priority, queued_at FROM queue WHERE seq = lanes.seq))`,
  'a share counts the leases of a repository': `
    SELECT repository_id FROM (SELECT repository_id, COUNT(*) AS running FROM leases GROUP BY 1
      EXCEPT SELECT repository_id, running FROM shares)
    UNION SELECT repository_id FROM shares
    WHERE running <> (SELECT COUNT(*) FROM leases WHERE repository_id = shares.repository_id)`,
  'a lane knows the share of its repository': `
    SELECT repository_id FROM lanes
    WHERE running <> COALESCE((SELECT running FROM shares WHERE repository_id = lanes.repository_id), 0)`,
  'a dead letter is a job that is done': `
    SELECT job_id FROM dead_letters WHERE job_id NOT IN (SELECT id FROM jobs WHERE state = 'done')`,
  'every run has its plan and documents': `
    SELECT id FROM runs WHERE id NOT IN (SELECT run_id FROM run_documents) OR plan_hash NOT IN (SELECT hash FROM plans)`,
  'a plan belongs to a run': 'SELECT hash FROM plans WHERE hash NOT IN (SELECT plan_hash FROM runs)',
  'the header of a run says what its columns say': `
    SELECT id FROM runs WHERE json_extract(header, '$.status') IS NOT status
      OR json_extract(header, '$.id') IS NOT CAST(id AS TEXT)`,
  'the runs of a workflow are numbered once each': `
    SELECT MAX(id) FROM runs GROUP BY repository_id, workflow, json_extract(header, '$.number') HAVING COUNT(*) > 1`,
  'no number is higher than the last one given': `
    SELECT id FROM runs JOIN run_numbers USING (repository_id, workflow) WHERE json_extract(header, '$.number') > last`,
  'a delivery has its runs, or they were deleted': `
    SELECT deliveries.key FROM deliveries, json_each(run_ids) AS run
    WHERE CAST(run.value AS INTEGER) > (SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'runs')`,
  'garbage belongs to nothing': `
    SELECT id FROM garbage WHERE (kind = 'log' AND CAST(id AS INTEGER) IN (SELECT id FROM runs))
      OR (kind = 'artifact' AND id IN (SELECT id FROM artifacts)) OR (kind = 'cache' AND id IN (SELECT id FROM caches))`,
  'a completed run with nothing to fold in has no waiting job': `
    SELECT job_id FROM queue JOIN jobs ON jobs.id = job_id JOIN runs ON runs.id = run_id
    WHERE runs.status = 'completed' AND run_id NOT IN (SELECT run_id FROM inbox)`,
};

/**
 * Reads a store's file and answers its contradictions, one sentence each; none when all is well. Changes nothing, and
 * may run beside a server.
 */
export function checkSqliteStore(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return [...damage(database), ...contradictions(database)];
  } finally {
    database.close();
  }
}

function damage(database: DatabaseSync): string[] {
  const found = database
    .prepare('PRAGMA integrity_check')
    .all()
    .map((row) => String(row.integrity_check));
  const strays = database
    .prepare('PRAGMA foreign_key_check')
    .all()
    .map((row) => `stray row in ${row.table}`);
  return [...found.filter((line) => line !== 'ok'), ...strays];
}

/** All in one read transaction: one moment of the data. */
function contradictions(database: DatabaseSync): string[] {
  database.exec('BEGIN');
  return contradictionsIn(database);
}

/** The same inside the transaction that the database is in: what it would hold if that were committed. */
export function contradictionsIn(database: DatabaseSync): string[] {
  return Object.entries(invariants).flatMap(([sentence, query]) =>
    database
      .prepare(query)
      .all()
      .map((row) => `${String(Object.values(row)[0])}: not true that ${sentence}`),
  );
}
