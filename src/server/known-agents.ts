import type { AgentRecord } from '../store/port/agents.ts';
import type { LeaseRecord } from '../store/port/leases.ts';
import type { Store } from '../store/port.ts';

/** An agent that waits for a job, or one that has a job with its lease. */
export interface KnownAgent {
  agent: AgentRecord;
  lease: LeaseRecord | null;
}

/**
 * All agents. Who is busy is told by the leases alone, so that it can never differ from them; entries of their own have
 * those who wait. An entry that its agent's claim has not removed yet stands back behind the lease.
 */
export async function knownAgents({ agents, leases }: Pick<Store, 'agents' | 'leases'>): Promise<KnownAgent[]> {
  const [waiting, held] = await Promise.all([agents.list(), leases.list()]);
  const busy = new Set(held.map(({ agent }) => agent.agentId));
  return [
    ...waiting.filter(({ agentId }) => !busy.has(agentId)).map((agent) => ({ agent, lease: null })),
    ...held.map((lease) => ({ agent: busyAgent(lease), lease })),
  ];
}

function busyAgent({ agent, claimedAt }: LeaseRecord): AgentRecord {
  return { ...agent, state: 'busy', startedAt: claimedAt, lastSeenAt: claimedAt };
}
