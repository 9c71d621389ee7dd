import { agentRoutes } from '../contract/api/agent.ts';
import { isRaibidError } from '../shared/errors.ts';
import { createBackoff } from './backoff.ts';
import type { Lease } from './lease.ts';

/** How long the server may hold one question, and how long after that its answer may take. Milliseconds. */
const hold = 30_000;
const late = 10_000;

/**
 * Hears of a cancel within a second, where the heartbeat brings it with its next answer. Until the signal is aborted or the lease is
 * lost; a server that does not know the question leaves it to the heartbeat.
 */
export async function watchCancel(lease: Lease, onCancel: (reason: string) => void, end: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([end, lease.lost]);
  const backoff = createBackoff();
  while (!signal.aborted) {
    try {
      const body = { ...lease.attempt, waitMilliseconds: hold };
      const options = { signal, timeoutMilliseconds: hold + late };
      const { cancel } = await lease.client.call(agentRoutes.awaitCancel, { body }, options);
      if (cancel !== null) return onCancel(cancel.reason);
      backoff.reset();
    } catch (error) {
      if (lease.isLost(error) || isRaibidError(error, 'not_found')) return;
      await backoff.pause(signal);
    }
  }
}
