import type { ServerDeps } from '../deps.ts';

/**
 * Removes the entry of an agent that waited and now has a job. Called after the claim and not waited for: who is busy is
 * told by the leases, and the job should start without a second write reaching the disk first. An entry that stays
 * behind is the janitor's.
 */
export async function forgetWaiting({ store, log }: Pick<ServerDeps, 'store' | 'log'>, agentId: string): Promise<void> {
  try {
    await store.agents.remove(agentId);
  } catch (error) {
    log.warn({ err: error, agentId }, 'the entry of an agent that waited could not be removed');
  }
}
