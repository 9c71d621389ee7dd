import type { ReleaseRequest } from '../../contract/agent-api.ts';
import type { ServerDeps } from '../deps.ts';
import { checkAttempt, type HeldLease } from './held-lease.ts';

/** Takes a job back that has not started a step: it waits again at its old age, and the attempt does not count. */
export async function releaseJob(
  deps: ServerDeps,
  held: HeldLease,
  request: ReleaseRequest,
): Promise<Record<string, never>> {
  checkAttempt(held, request);
  const { jobId, attempt, reason } = request;
  await deps.store.leases.release({ jobId, attempt, leaseTokenHash: held.tokenHash, reason, at: deps.clock.now() });
  deps.log.info({ jobId, attempt, reason }, 'job given back');
  return {};
}
