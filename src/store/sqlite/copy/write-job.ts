import type { CopiedAttempt, CopiedJob } from '../../copy/records.ts';
import { putInQueue } from '../queue/put-in-queue.ts';
import type { Transaction } from '../transaction.ts';

/** A job with its attempts; one that waits takes its place in the queue. */
export function writeJob(tx: Transaction, job: CopiedJob): void {
  tx.run(
    `INSERT INTO jobs (seq, id, run_id, repository_id, agent_class, priority, max_attempts, exclusive, run_attempt, name,
       queued_at, state, attempt, counted, steps, result)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    job.seq,
    job.jobId,
    Number(job.runId),
    Number(job.repositoryId),
    job.agentClass,
    job.priority,
    job.maxAttempts,
    job.exclusive ? 1 : 0,
    job.runAttempt,
    job.name,
    job.queuedAt,
    job.state,
    job.attempt,
    job.counted,
    JSON.stringify(job.steps),
    job.result === null ? null : JSON.stringify(job.result),
  );
  tx.run('INSERT INTO job_specs VALUES (?, ?)', job.jobId, JSON.stringify(job.spec));
  for (const attempt of job.attempts) writeAttempt(tx, job.jobId, attempt);
  if (job.state === 'waiting') putInQueue(tx, job.jobId, job.notBefore);
}

function writeAttempt(tx: Transaction, jobId: string, attempt: CopiedAttempt): void {
  tx.run(
    `INSERT INTO attempts (job_id, attempt, run_attempt, agent, isolation, lease_token, started_at, ended_at, outcome,
       log_lines) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    jobId,
    attempt.attempt,
    attempt.runAttempt,
    attempt.agent,
    attempt.isolation,
    attempt.leaseToken,
    attempt.startedAt,
    attempt.endedAt,
    attempt.outcome,
    attempt.logLines,
  );
}
