import type { Client } from '../client/client.ts';
import { type ClaimAnswer, leaseTimes } from '../contract/agent-api.ts';
import { agentRoutes } from '../contract/api/agent.ts';
import type { AgentConfig } from '../contract/config.ts';
import { contractVersion } from '../contract/version.ts';
import { isRaibidError } from '../shared/errors.ts';
import { newClaimId } from '../shared/ids.ts';
import { createBackoff } from './backoff.ts';

/** A job with its lease token. */
export type Claim = NonNullable<ClaimAnswer['claim']>;

/** How long an answer may take beyond the time for which the server holds the request. */
const grace = 15_000;

/**
 * Asks for a job until there is one. Null when nothing came for the idle time or the signal was aborted. A request whose
 * answer got lost is repeated under the same claim id, so that the server gives the same job again.
 * @throws what no repetition can change: a wrong token, another contract version.
 */
export async function claimJob(
  client: Client,
  config: AgentConfig,
  isolation: 'sandbox' | 'none',
  signal: AbortSignal,
): Promise<Claim | null> {
  const end = performance.now() + config.idleMilliseconds;
  const backoff = createBackoff(100, 2000);
  let claimId = newClaimId();
  while (!signal.aborted) {
    const left = end - performance.now();
    if (left <= 0) return null;
    const wait = Math.max(0, Math.ceil(Math.min(left, leaseTimes.claimPoll)));
    try {
      const body = { ...identity(config), contractVersion, claimId, isolation, waitMilliseconds: wait };
      const options = { signal, timeoutMilliseconds: wait + grace };
      const { claim } = await client.call(agentRoutes.claim, { body }, options);
      if (claim !== null) return claim;
      claimId = newClaimId();
      backoff.reset();
    } catch (error) {
      if (signal.aborted) return null;
      if (isFinal(error)) throw error;
      if (isRaibidError(error, 'lease_lost')) claimId = newClaimId();
      await backoff.pause(signal);
    }
  }
  return null;
}

function identity({ agentId, name, agentClass }: AgentConfig) {
  return { agentId, agentName: name, agentClass };
}

function isFinal(error: unknown): boolean {
  return (['unauthorized', 'forbidden', 'input_invalid', 'conflict'] as const).some((code) =>
    isRaibidError(error, code),
  );
}
