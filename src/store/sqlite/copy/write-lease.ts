import type { RecordKinds } from '../../copy/records.ts';
import type { Transaction } from '../transaction.ts';

export function writeLease(tx: Transaction, lease: RecordKinds['lease']): void {
  const { agent } = lease;
  tx.run(
    `INSERT INTO leases (job_id, run_id, attempt, repository_id, agent_id, agent_name, agent_class, isolation,
       lease_token, job_token, beat, started, next_line, cancel_reason, exclusive, claimed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    lease.jobId,
    Number(lease.runId),
    lease.attempt,
    Number(lease.repositoryId),
    agent.agentId,
    agent.agentName,
    agent.agentClass,
    agent.isolation,
    lease.leaseToken,
    lease.jobToken,
    lease.beat,
    lease.started ? 1 : 0,
    lease.nextLine,
    lease.cancelReason,
    lease.exclusive ? 1 : 0,
    lease.claimedAt,
  );
}
