import { heldGroups } from '../../../contract/held-groups.ts';
import type { RunState } from '../../../contract/run-state.ts';
import type { RunCommit } from '../../port/runs.ts';
import { endLease } from '../leases/end-lease.ts';
import { readLease } from '../leases/read-lease.ts';
import { text } from '../row.ts';
import type { Transaction } from '../transaction.ts';
import { putInQueue } from './put-in-queue.ts';

type Enqueue = RunCommit['enqueue'][number];

/**
 * Makes a job wait in its class. The same job comes again with a rerun or a retry: it keeps its attempts (numbers go
 * on, so that logs never mix) and starts with a fresh count. An agent that still has the job hears `lease_lost`.
 */
export function enqueueJob(tx: Transaction, runId: number, job: Enqueue, state: RunState): void {
  const { spec } = job;
  const known = tx.get('SELECT state FROM jobs WHERE id = ?', spec.jobId);
  if (known !== null && text(known.state) === 'waiting') return;
  const lease = readLease(tx, spec.jobId);
  if (lease !== null) endLease(tx, lease, 'lost', job.at);
  tx.run(
    `INSERT INTO jobs (id, run_id, repository_id, agent_class, priority, max_attempts, exclusive, run_attempt, name,
       queued_at, state, attempt, counted, steps, result)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, 0, '[]', NULL)
     ON CONFLICT (id) DO UPDATE SET agent_class = excluded.agent_class, priority = excluded.priority,
       max_attempts = excluded.max_attempts, exclusive = excluded.exclusive, run_attempt = excluded.run_attempt,
       name = excluded.name, queued_at = excluded.queued_at, state = 'waiting', counted = 0, steps = '[]', result = NULL`,
    spec.jobId,
    runId,
    Number(spec.repository.id),
    job.agentClass,
    job.priority,
    job.maxAttempts,
    isExclusive(job, state) ? 1 : 0,
    spec.runAttempt,
    spec.name,
    job.at,
  );
  tx.run('INSERT OR REPLACE INTO job_specs VALUES (?, ?)', spec.jobId, JSON.stringify(spec));
  tx.run('DELETE FROM dead_letters WHERE job_id = ?', spec.jobId);
  putInQueue(tx, spec.jobId, job.notBefore > job.at ? job.notBefore : 0);
}

/** Two of these must never run side by side, so their leases end with a fence (`leaseTimes.fence`). */
function isExclusive({ spec }: Enqueue, state: RunState): boolean {
  return spec.environment !== null || heldGroups(state, spec.jobId).length > 0;
}
