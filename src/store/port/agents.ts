import type { AgentIdentity } from './queue.ts';

export interface AgentRecord extends AgentIdentity {
  state: 'starting' | 'idle' | 'busy';
  startedAt: number;
  lastSeenAt: number;
}

export interface AgentStore {
  /** Creates or renews an agent's entry. */
  seen(agent: AgentRecord): Promise<void>;
  list(): Promise<AgentRecord[]>;
  remove(agentId: string): Promise<void>;
}
