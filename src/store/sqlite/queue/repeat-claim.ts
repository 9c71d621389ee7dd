import type { JobSpec } from '../../../contract/job-message.ts';
import { RaibidError } from '../../../shared/errors.ts';
import { claimMemory } from '../../claim-memory.ts';
import type { ClaimedJob } from '../../port/queue.ts';
import { document, flag, integer, text } from '../row.ts';
import type { Transaction } from '../transaction.ts';
import type { ClaimRequest } from './claim-request.ts';

/**
 * The answer to a claim may be lost on its way. Asked again before the first heartbeat, the same attempt is given with
 * the new tokens, and the old ones end: whoever did get the first answer cannot use it any more.
 */
export function repeatClaim(tx: Transaction, request: ClaimRequest): ClaimedJob | null {
  tx.run('DELETE FROM claims WHERE at < ?', request.at - claimMemory);
  const claim = tx.get('SELECT agent_id, job_id, attempt FROM claims WHERE claim_id = ?', request.claimId);
  if (claim === null) return null;
  const jobId = text(claim.job_id);
  const attempt = integer(claim.attempt);
  const renewed = tx.run(
    `UPDATE leases SET lease_token = ?, job_token = ?
     WHERE job_id = ? AND attempt = ? AND agent_id = ? AND beat = 0 AND started = 0 AND next_line = 0`,
    request.leaseTokenHash,
    request.jobTokenHash,
    jobId,
    attempt,
    request.agent.agentId,
  );
  if (renewed === 0) throw new RaibidError('lease_lost', `Claim ${request.claimId} was answered and used already.`);
  tx.run(
    'UPDATE attempts SET lease_token = ? WHERE job_id = ? AND attempt = ?',
    request.leaseTokenHash,
    jobId,
    attempt,
  );
  const job = tx.get(
    'SELECT body, queued_at, exclusive FROM job_specs JOIN jobs ON id = job_id WHERE job_id = ?',
    jobId,
  );
  const spec = document<JobSpec>(job?.body);
  return { spec, attempt, queuedAt: integer(job?.queued_at), exclusive: flag(job?.exclusive) };
}
