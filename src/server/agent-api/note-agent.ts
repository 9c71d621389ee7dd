import type { AgentStore } from '../../store/port/agents.ts';
import type { ServerDeps } from '../deps.ts';

/**
 * Changes what people and the scaler see of an agent, after the answer that led to it: the entry takes no part in the
 * promises of the lease, and a job should start or end without waiting for a second write to reach the disk. A failure
 * is a line in the log; the janitor forgets entries that stay behind.
 */
export async function noteAgent(
  { store, log }: Pick<ServerDeps, 'store' | 'log'>,
  agentId: string,
  change: (agents: AgentStore) => Promise<void>,
): Promise<void> {
  try {
    await change(store.agents);
  } catch (error) {
    log.warn({ err: error, agentId }, 'the entry of an agent could not be changed');
  }
}
