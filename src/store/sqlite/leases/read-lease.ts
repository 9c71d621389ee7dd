import type { JobSpec } from '../../../contract/job-message.ts';
import type { LeaseRecord } from '../../port/leases.ts';
import { document, flag, integer, type Row, text, textOrNull } from '../row.ts';
import type { Reader } from '../transaction.ts';

/** How a call of the lease protocol names its attempt. */
export interface AttemptName {
  jobId: string;
  attempt: number;
  leaseTokenHash: string;
}

const columns = `leases.job_id, leases.run_id, attempt, repository_id, agent_id, agent_name, agent_class, isolation,
  beat, started, next_line, cancel_reason, exclusive, claimed_at`;

export function readLease(db: Reader, jobId: string): LeaseRecord | null {
  return leaseOrNull(db.get(`SELECT ${columns} FROM leases WHERE job_id = ?`, jobId));
}

/** The lease of exactly this attempt and token, or null: it ended, or another attempt has the job. */
export function heldLease(db: Reader, { jobId, attempt, leaseTokenHash }: AttemptName): LeaseRecord | null {
  return leaseOrNull(
    db.get(
      `SELECT ${columns} FROM leases WHERE job_id = ? AND attempt = ? AND lease_token = ?`,
      jobId,
      attempt,
      leaseTokenHash,
    ),
  );
}

export function leaseByToken(db: Reader, hash: string): LeaseRecord | null {
  return leaseOrNull(db.get(`SELECT ${columns} FROM leases WHERE lease_token = ?`, hash));
}

export function leaseByJobToken(db: Reader, hash: string): { lease: LeaseRecord; spec: JobSpec } | null {
  const row = db.get(
    `SELECT ${columns}, body FROM leases JOIN job_specs ON job_specs.job_id = leases.job_id WHERE job_token = ?`,
    hash,
  );
  return row === null ? null : { lease: leaseRecord(row), spec: document<JobSpec>(row.body) };
}

export function listLeases(db: Reader): LeaseRecord[] {
  return db.all(`SELECT ${columns} FROM leases ORDER BY claimed_at, job_id`).map(leaseRecord);
}

function leaseOrNull(row: Row | null): LeaseRecord | null {
  return row === null ? null : leaseRecord(row);
}

export function leaseRecord(row: Row): LeaseRecord {
  return {
    jobId: text(row.job_id),
    runId: String(integer(row.run_id)),
    attempt: integer(row.attempt),
    repositoryId: String(integer(row.repository_id)),
    agent: {
      agentId: text(row.agent_id),
      agentName: text(row.agent_name),
      agentClass: text(row.agent_class),
      isolation: text(row.isolation) === 'sandbox' ? 'sandbox' : 'none',
    },
    beat: integer(row.beat),
    started: flag(row.started),
    nextLine: integer(row.next_line),
    cancelReason: textOrNull(row.cancel_reason),
    exclusive: flag(row.exclusive),
    claimedAt: integer(row.claimed_at),
  };
}
