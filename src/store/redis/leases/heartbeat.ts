import type { LeaseStore } from '../../port/leases.ts';
import type { Connection } from '../connection.ts';
import { lease } from '../lua/lease.ts';
import { list, textOrNull } from '../reply.ts';
import { frequentScript } from '../script.ts';
import { leaseLost } from './lease-lost.ts';

type Beat = Parameters<LeaseStore['heartbeat']>[0];

/**
 * `started` never goes back: a late beat must not make a started attempt free.
 */
const heartbeatScript = frequentScript(
  'heartbeat',
  ['jobId', 'attempt', 'leaseTokenHash', 'started', 'steps'],
  [lease],
  `
  local lease = heldLease()
  if not lease then return 'lost' end
  local key = P .. 'job:' .. A.jobId
  local started = A.started == '1' and '1' or lease.started
  local text = leaseText(string.format('%.0f', lease.beat + 1), started, lease.nextLine, lease.jobToken, lease.agentId)
  if A.steps == '' then
    call('HSET', key, 'lease', text)
  else
    call('HSET', key, 'lease', text, 'steps', A.steps)
    wake('run:' .. lease.runId)
  end
  return { lease.cancelReason or '' }
`,
);

/** @throws `lease_lost` */
export async function heartbeat(connection: Connection, beat: Beat): Promise<{ cancel: string | null }> {
  const steps = beat.steps === null ? '' : JSON.stringify(beat.steps);
  const answer = await connection.runOften(heartbeatScript, { ...beat, started: beat.started ? 1 : 0, steps });
  if (answer === 'lost') throw leaseLost(beat);
  return { cancel: textOrNull(list(answer)[0]) };
}
