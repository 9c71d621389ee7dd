import type { JobResult, JobSpec, StepState } from '../../../contract/job-message.ts';
import type { CopiedAttempt, CopiedJob } from '../../copy/records.ts';
import { attemptRecord } from '../jobs/read-jobs.ts';
import { document, flag, integer, type Row, text } from '../row.ts';
import type { Reader } from '../transaction.ts';

/** A job with its place in the queue, in the order of queueing. */
export const jobsSql = `
  SELECT jobs.*, job_specs.body AS spec, COALESCE(queue.not_before, 0) AS not_before
  FROM jobs JOIN job_specs ON job_specs.job_id = jobs.id LEFT JOIN queue ON queue.job_id = jobs.id ORDER BY jobs.seq`;

export function copiedJob(row: Row, db: Reader): CopiedJob {
  const jobId = text(row.id);
  const result = row.result === null ? null : document<JobResult>(row.result);
  return {
    jobId,
    seq: integer(row.seq),
    runId: String(integer(row.run_id)),
    repositoryId: String(integer(row.repository_id)),
    agentClass: text(row.agent_class),
    priority: integer(row.priority),
    maxAttempts: integer(row.max_attempts),
    exclusive: flag(row.exclusive),
    runAttempt: integer(row.run_attempt),
    name: text(row.name),
    queuedAt: integer(row.queued_at),
    state: stateOf(text(row.state)),
    attempt: integer(row.attempt),
    counted: integer(row.counted),
    notBefore: integer(row.not_before),
    steps: result?.steps ?? document<StepState[]>(row.steps),
    result,
    spec: document<JobSpec>(row.spec),
    attempts: attemptsOf(db, jobId),
  };
}

function stateOf(state: string): CopiedJob['state'] {
  return state === 'waiting' || state === 'running' ? state : 'done';
}

function attemptsOf(db: Reader, jobId: string): CopiedAttempt[] {
  const rows = db.all('SELECT * FROM attempts WHERE job_id = ? ORDER BY attempt', jobId);
  return rows.map((row) => ({ ...attemptRecord(row), leaseToken: text(row.lease_token) }));
}
