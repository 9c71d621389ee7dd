import type { JobResult, StepState } from '../../../contract/job-message.ts';
import { type AttemptView, attemptViewSchema } from '../../../contract/views.ts';
import { numericId } from '../../numeric-id.ts';
import type { DeadLetter, JobDetail } from '../../port/jobs.ts';
import { document, integer, integerOrNull, type Row, text } from '../row.ts';
import type { Reader } from '../transaction.ts';

const columns = 'id, run_id, steps, result';

export function getJob(db: Reader, jobId: string): JobDetail | null {
  const row = db.get(`SELECT ${columns} FROM jobs WHERE id = ?`, jobId);
  return row === null ? null : detail(db, row);
}

/** In the order in which they were first queued. */
export function jobsOfRun(db: Reader, runId: string): JobDetail[] {
  const rows = db.all(`SELECT ${columns} FROM jobs WHERE run_id = ? ORDER BY seq`, numericId(runId));
  return rows.map((row) => detail(db, row));
}

export function deadLetters(db: Reader): DeadLetter[] {
  return db.all('SELECT job_id, run_id, name, reason, at FROM dead_letters ORDER BY at, job_id').map(deadLetter);
}

export function deadLetter(row: Row): DeadLetter {
  return {
    jobId: text(row.job_id),
    runId: String(integer(row.run_id)),
    name: text(row.name),
    reason: text(row.reason),
    at: integer(row.at),
  };
}

function detail(db: Reader, row: Row): JobDetail {
  const jobId = text(row.id);
  return {
    jobId,
    runId: String(integer(row.run_id)),
    steps: document<StepState[]>(row.steps),
    result: row.result === null ? null : document<JobResult>(row.result),
    attempts: attemptsOf(db, jobId),
  };
}

/** Oldest first. The lines of the running attempt stand in its lease. */
function attemptsOf(db: Reader, jobId: string): AttemptView[] {
  return db
    .all(
      `SELECT attempts.attempt, run_attempt, agent, attempts.isolation, started_at, ended_at, outcome,
         COALESCE(leases.next_line, log_lines) AS log_lines
       FROM attempts LEFT JOIN leases ON leases.job_id = attempts.job_id AND leases.attempt = attempts.attempt
       WHERE attempts.job_id = ? ORDER BY attempts.attempt`,
      jobId,
    )
    .map(attemptRecord);
}

export function attemptRecord(row: Row): AttemptView {
  return {
    attempt: integer(row.attempt),
    runAttempt: integer(row.run_attempt),
    agent: text(row.agent),
    isolation: text(row.isolation) === 'sandbox' ? 'sandbox' : 'none',
    startedAt: integer(row.started_at),
    endedAt: integerOrNull(row.ended_at),
    outcome: outcome(text(row.outcome)),
    logLines: integer(row.log_lines),
  };
}

function outcome(value: string): AttemptView['outcome'] {
  return attemptViewSchema.shape.outcome.parse(value);
}
