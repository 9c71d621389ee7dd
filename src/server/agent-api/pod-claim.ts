import type { ClaimAnswer, ClaimRequest } from '../../contract/agent-api.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { Principal, ServerDeps } from '../deps.ts';

/**
 * The store remembers claims for an hour or more. A pod asks in its first minutes; one that asks later than this would
 * like a second job.
 */
const claimsWithin = 45 * 60_000;

/**
 * A claim as the caller may make it. What a pod says of itself is replaced by what the API server says, and its one-time
 * id is its UID: so each pod gets one job, whatever it asks, and a repetition before the first heartbeat the same one.
 * @throws `forbidden` for the class of another pod, and for a pod that has had its time
 */
export function claimOf(request: ClaimRequest, principal: Principal, now: number): ClaimRequest {
  if (principal.kind !== 'pod') return request;
  const { uid, name, agentClass, startedAt } = principal.pod;
  if (request.agentClass !== agentClass) {
    throw new RaibidError(
      'forbidden',
      `Pod ${name} is of class ${agentClass}: it gets no job of ${request.agentClass}.`,
    );
  }
  if (now - startedAt > claimsWithin) {
    throw new RaibidError('forbidden', `Pod ${name} has been there for too long to be given a job.`);
  }
  return { ...request, agentId: uid, agentName: name, claimId: `pod-${uid}`, isolation: 'sandbox' };
}

/**
 * Between two questions, and after the last one, a pod is not idle: nobody knows whether it is still there, and KEDA shall
 * start another where one must stand ready.
 */
export async function forgetUnlessBusy(deps: ServerDeps, principal: Principal, { claim }: ClaimAnswer): Promise<void> {
  if (principal.kind === 'pod' && claim === null) await deps.store.agents.remove(principal.pod.uid);
}
