import type { HeartbeatAnswer, HeartbeatRequest } from '../../contract/agent-api.ts';
import type { ServerDeps } from '../deps.ts';
import { checkAttempt, type HeldLease } from './held-lease.ts';

/** Keeps the lease, keeps the steps for the page, and tells the agent whether to cancel. */
export async function beat(deps: ServerDeps, held: HeldLease, request: HeartbeatRequest): Promise<HeartbeatAnswer> {
  checkAttempt(held, request);
  const { cancel } = await deps.store.leases.heartbeat({
    jobId: request.jobId,
    attempt: request.attempt,
    leaseTokenHash: held.tokenHash,
    started: request.started,
    steps: request.steps ?? null,
    at: deps.clock.now(),
  });
  return { cancel: cancel === null ? null : { reason: cancel } };
}
