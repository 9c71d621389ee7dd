import type { JobSpec } from '../../../contract/job-message.ts';
import type { ClaimedJob } from '../../port/queue.ts';
import { document, flag, integer, text } from '../row.ts';
import { postEvent } from '../runs/post-event.ts';
import type { Transaction } from '../transaction.ts';
import type { ClaimRequest } from './claim-request.ts';
import { repeatClaim } from './repeat-claim.ts';

/**
 * Pops the best waiting job. `lanes` holds the best job of each repository in the order of the promise (priority, fewer
 * running jobs, age), so this is one seek of an index: with 10,000 waiting jobs it costs what it costs with ten.
 */
export function claimJob(tx: Transaction, request: ClaimRequest): ClaimedJob | null {
  const repeated = repeatClaim(tx, request);
  if (repeated !== null) return repeated;
  wakeDelayed(tx, request);
  const best = tx.get(
    `SELECT seq FROM lanes WHERE agent_class = ? AND seq IS NOT NULL
     ORDER BY priority DESC, running, queued_at, seq LIMIT 1`,
    request.agent.agentClass,
  );
  return best === null ? null : take(tx, integer(best.seq), request);
}

/** Jobs whose `notBefore` has passed join the others. Few ever wait for a moment, so this finds nothing as a rule. */
function wakeDelayed(tx: Transaction, { agent, at }: ClaimRequest): void {
  tx.run(
    'UPDATE queue SET not_before = 0 WHERE agent_class = ? AND not_before <> 0 AND not_before <= ?',
    agent.agentClass,
    at,
  );
}

function take(tx: Transaction, seq: number, request: ClaimRequest): ClaimedJob {
  const jobId = text(tx.get('DELETE FROM queue WHERE seq = ? RETURNING job_id', seq)?.job_id);
  const job = tx.get(
    `UPDATE jobs SET state = 'running', attempt = attempt + 1, steps = '[]' WHERE id = ?
     RETURNING run_id, attempt, run_attempt, repository_id, exclusive, queued_at`,
    jobId,
  );
  const runId = integer(job?.run_id);
  const attempt = integer(job?.attempt);
  const { agent, at } = request;
  tx.run(
    `INSERT INTO leases (job_id, run_id, attempt, repository_id, agent_id, agent_name, agent_class, isolation,
       lease_token, job_token, beat, started, next_line, cancel_reason, exclusive, claimed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, NULL, ?, ?)`,
    jobId,
    runId,
    attempt,
    integer(job?.repository_id),
    agent.agentId,
    agent.agentName,
    agent.agentClass,
    agent.isolation,
    request.leaseTokenHash,
    request.jobTokenHash,
    integer(job?.exclusive),
    at,
  );
  tx.run(
    `INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, NULL, 'running', 0)`,
    jobId,
    attempt,
    integer(job?.run_attempt),
    agent.agentName,
    agent.isolation,
    request.leaseTokenHash,
    at,
  );
  tx.run('INSERT INTO claims VALUES (?, ?, ?, ?, ?)', request.claimId, agent.agentId, jobId, attempt, at);
  postEvent(tx, runId, { type: 'job_started', jobId, attempt, at });
  tx.publish(`run:${runId}`);
  tx.publish('runs');
  const spec = document<JobSpec>(tx.get('SELECT body FROM job_specs WHERE job_id = ?', jobId)?.body);
  return { spec, attempt, queuedAt: integer(job?.queued_at), exclusive: flag(job?.exclusive) };
}
