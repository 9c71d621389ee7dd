import { RaibidError } from '../../../shared/errors.ts';
import type { LeaseRecord, LeaseStore } from '../../port/leases.ts';
import type { Connection } from '../connection.ts';
import { leases } from '../lua/leases.ts';
import { texts } from '../reply.ts';
import { frequentScript } from '../script.ts';
import { startOf } from './job-fields.ts';
import { leaseLost } from './lease-lost.ts';

type Done = Parameters<LeaseStore['complete']>[0];

/**
 * Result, end of the lease and the run's event in one operation: a job is never done without its run knowing. The same
 * attempt may say it again after a lost answer; an outcome that is no report (lost, released) is no answer to that.
 */
const completeScript = frequentScript(
  'complete a job',
  ['jobId', 'attempt', 'leaseTokenHash', 'lineCount', 'at', 'conclusion', 'result', 'event'],
  [leases],
  `
  local lease = heldLease()
  if not lease then
    local ended = endedOutcome()
    return ended and ended ~= 'lost' and ended ~= 'released' and 'again' or 'lost'
  end
  if lease.nextLine ~= A.lineCount then return tonumber(lease.nextLine) end
  endLease(lease, A.conclusion, A.at, 'state', 'done', 'result', A.result)
  post(lease.runId, A.event)
  return { lease.start }
`,
);

/** @throws `lease_lost`; `conflict` while lines of the log are missing */
export async function completeJob(connection: Connection, done: Done): Promise<Pick<LeaseRecord, 'claimedAt'> | null> {
  const { jobId, attempt, leaseTokenHash, lineCount, result, at } = done;
  const { conclusion, outputs } = result;
  const event = { type: 'job_completed', jobId, attempt, at, result: { conclusion, outputs }, reason: null };
  const documents = { result: JSON.stringify(result), event: JSON.stringify(event) };
  const argument = { jobId, attempt, leaseTokenHash, lineCount, at, conclusion, ...documents };
  const answer = await connection.runOften(completeScript, argument);
  if (answer === 'lost') throw leaseLost(done);
  if (answer === 'again') return null;
  if (typeof answer === 'number') throw linesMissing(done, answer);
  const [start] = texts(answer);
  return { claimedAt: startOf({ [`start ${attempt}`]: start ?? '' }, attempt).startedAt };
}

function linesMissing({ jobId, lineCount }: Done, nextLine: number): RaibidError {
  return new RaibidError('conflict', `The log of job ${jobId} has ${nextLine} of ${lineCount} lines.`, {
    hint: 'Send the missing lines, then complete the job again.',
    details: { nextLine, lineCount },
  });
}
