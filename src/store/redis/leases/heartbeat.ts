import type { LeaseStore } from '../../port/leases.ts';
import type { Connection } from '../connection.ts';
import { list, textOrNull } from '../reply.ts';
import { frequentScript } from '../script.ts';
import { leaseLost } from './lease-lost.ts';

type Beat = Parameters<LeaseStore['heartbeat']>[0];

/**
 * The call that comes most often: it reads three fields, not the lease. `started` never goes back: a late beat must not
 * make a started attempt free.
 */
const heartbeatScript = frequentScript(
  'heartbeat',
  ['jobId', 'attempt', 'leaseTokenHash', 'started', 'steps'],
  [],
  `
  local key = P .. 'lease:' .. A.jobId
  local lease = call('HMGET', key, 'attempt', 'leaseToken', 'runId', 'cancelReason')
  if lease[1] ~= A.attempt or lease[2] ~= A.leaseTokenHash then return 'lost' end
  call('HINCRBY', key, 'beat', '1')
  if A.started == '1' then call('HSET', key, 'started', '1') end
  if A.steps ~= '' then
    call('HSET', P .. 'job:' .. A.jobId, 'steps', A.steps)
    wake('run:' .. lease[3])
  end
  return { lease[4] or '' }
`,
);

/** @throws `lease_lost` */
export async function heartbeat(connection: Connection, beat: Beat): Promise<{ cancel: string | null }> {
  const steps = beat.steps === null ? '' : JSON.stringify(beat.steps);
  const answer = await connection.runOften(heartbeatScript, { ...beat, started: beat.started ? 1 : 0, steps });
  if (answer === 'lost') throw leaseLost(beat);
  return { cancel: textOrNull(list(answer)[0]) };
}
