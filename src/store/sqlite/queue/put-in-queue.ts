import { text } from '../row.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Adds the queue entry of a job, at the job's age. `notBefore` 0: at once. Equal ages are told apart by the job's own
 * sequence number, so a job that comes back stands where it stood.
 */
export function putInQueue(tx: Transaction, jobId: string, notBefore: number): void {
  const entry = tx.get(
    `INSERT INTO queue (seq, job_id, agent_class, repository_id, priority, queued_at, not_before)
     SELECT seq, id, agent_class, repository_id, priority, queued_at, ? FROM jobs WHERE id = ? RETURNING agent_class`,
    notBefore,
    jobId,
  );
  tx.publish(`queue:${text(entry?.agent_class)}`);
}
