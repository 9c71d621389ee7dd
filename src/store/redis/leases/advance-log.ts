import { RaibidError } from '../../../shared/errors.ts';
import type { LeaseStore } from '../../port/leases.ts';
import type { Connection } from '../connection.ts';
import { lease } from '../lua/lease.ts';
import { frequentScript } from '../script.ts';
import { leaseLost } from './lease-lost.ts';

type Move = Parameters<LeaseStore['advanceLog']>[0];

/** Compare-and-set of the log position. Called after the lines are on disk, before they are acknowledged. */
const advanceScript = frequentScript(
  'advance a log',
  ['jobId', 'attempt', 'leaseTokenHash', 'from', 'to'],
  [lease],
  `
  local lease = heldLease()
  if not lease then return 'lost' end
  if lease.nextLine ~= A.from then return 'elsewhere' end
  call('HSET', P .. 'job:' .. A.jobId, 'lease', leaseText(lease.beat, lease.started, A.to, lease.jobToken, lease.agentId))
  wake('log:' .. A.jobId)
  return 'moved'
`,
);

/** @throws `lease_lost`; `input_invalid` for a step back */
export async function advanceLog(connection: Connection, move: Move): Promise<boolean> {
  if (move.to < move.from) {
    throw new RaibidError('input_invalid', `The log cannot go back from line ${move.from} to ${move.to}.`);
  }
  const answer = await connection.runOften(advanceScript, move);
  if (answer === 'lost') throw leaseLost(move);
  return answer === 'moved';
}
