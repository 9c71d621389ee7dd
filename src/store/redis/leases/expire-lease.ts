import type { LeaseStore } from '../../port/leases.ts';
import type { Connection } from '../connection.ts';
import { leases } from '../lua/leases.ts';
import { script } from '../script.ts';

type Expired = Parameters<LeaseStore['expire']>[0];

/**
 * Ends the lease if its heartbeat counter still is what the reaper watched: a beat in the last moment saves the job, and
 * of two servers one does it. Only attempts that started a step count, or a machine that cannot start agents would eat
 * them up.
 */
const expireScript = script(
  'expire a lease',
  [leases],
  `
  local lease = readLease(A.jobId, A.attempt)
  if not lease or lease.beat ~= A.beat then return 0 end
  endLease(lease, 'lost', A.at)
  local jobKey = P .. 'job:' .. A.jobId
  if lease.cancelReason then
    giveUp(A.jobId, lease.runId, lease.attempt, 'cancelled', lease.cancelReason, A.at)
    return 1
  end
  if lease.started == '1' then
    local job = call('HMGET', jobKey, 'maxAttempts', 'name')
    if call('HINCRBY', jobKey, 'counted', 1) >= tonumber(job[1]) then
      call('HSET', P .. 'dead-letters', A.jobId, '{"jobId":' .. cjson.encode(A.jobId) .. ',"runId":"' .. lease.runId ..
        '","name":' .. cjson.encode(job[2]) .. ',"reason":' .. cjson.encode(A.reason) .. ',"at":' .. A.at .. '}')
      giveUp(A.jobId, lease.runId, lease.attempt, 'failure', A.reason, A.at)
      return 1
    end
  end
  requeue(lease, lease.exclusive == '1' and A.notBefore or '0', A.event)
  return 1
`,
);

/** False when the lease moved on. */
export async function expireLease(connection: Connection, expired: Expired): Promise<boolean> {
  const { jobId, attempt, reason, notBefore, at } = expired;
  const event = JSON.stringify({ type: 'job_requeued', jobId, attempt, reason });
  const delayed = notBefore > at ? notBefore : 0;
  return (await connection.run(expireScript, { ...expired, notBefore: delayed, event })) === 1;
}
