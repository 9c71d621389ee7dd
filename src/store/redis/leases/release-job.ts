import { RaibidError } from '../../../shared/errors.ts';
import type { LeaseStore } from '../../port/leases.ts';
import type { Connection } from '../connection.ts';
import { leases } from '../lua/leases.ts';
import { script } from '../script.ts';
import { leaseLost } from './lease-lost.ts';

type GivenBack = Parameters<LeaseStore['release']>[0];

/** An agent that must stop before its first step gives the job back. A job that is to be cancelled does not wait again. */
const releaseScript = script(
  'give a job back',
  [leases],
  `
  local lease = heldLease()
  if not lease then return endedOutcome() == 'released' and 'done' or 'lost' end
  if lease.started == '1' then return 'started' end
  endLease(lease, 'released', A.at)
  if lease.cancelReason then
    giveUp(A.jobId, lease.runId, lease.attempt, 'cancelled', lease.cancelReason, A.at)
  else
    requeue(lease, '0', A.event)
  end
  return 'done'
`,
);

/** @throws `lease_lost`; `conflict` once a step has started */
export async function releaseJob(connection: Connection, back: GivenBack): Promise<void> {
  const { jobId, attempt, reason } = back;
  const event = JSON.stringify({ type: 'job_requeued', jobId, attempt, reason });
  const answer = await connection.run(releaseScript, { ...back, event });
  if (answer === 'lost') throw leaseLost(back);
  if (answer === 'started') {
    throw new RaibidError('conflict', `Job ${jobId} has started its first step and cannot be given back.`, {
      hint: 'Complete the job, or let its lease expire.',
    });
  }
}
