import { agentRoutes } from '../contract/api/agent.ts';
import type { JobResult } from '../contract/job-message.ts';
import { createBackoff } from './backoff.ts';
import type { Lease } from './lease.ts';

/**
 * Reports the result until the server has answered, however long it is away: the answer may be lost, and the same report
 * again is harmless. False when the lease is lost.
 */
export async function reportResult(lease: Lease, lineCount: number, result: JobResult): Promise<boolean> {
  const body = { ...lease.attempt, lineCount, result };
  return untilAnswered(lease, () => lease.client.call(agentRoutes.complete, { body }, { signal: lease.lost }));
}

/** Gives the job back before its first step. */
export async function giveBack(lease: Lease, reason: string): Promise<boolean> {
  const body = { ...lease.attempt, reason };
  return untilAnswered(lease, () => lease.client.call(agentRoutes.release, { body }, { signal: lease.lost }));
}

async function untilAnswered(lease: Lease, call: () => Promise<unknown>): Promise<boolean> {
  const backoff = createBackoff();
  while (!lease.lost.aborted) {
    try {
      await call();
      return true;
    } catch (error) {
      if (!lease.isLost(error)) await backoff.pause(lease.lost);
    }
  }
  return false;
}
