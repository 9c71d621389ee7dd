import type { AgentRecord } from '../../port/agents.ts';
import { document } from '../row.ts';
import type { Reader, Transaction } from '../transaction.ts';

/** Creates or renews the entry: the newest word of an agent about itself. */
export function agentSeen(tx: Transaction, agent: AgentRecord): void {
  tx.run('INSERT OR REPLACE INTO agents VALUES (?, ?)', agent.agentId, JSON.stringify(agent));
}

export function listAgents(db: Reader): AgentRecord[] {
  return db.all('SELECT body FROM agents ORDER BY agent_id').map(({ body }) => document<AgentRecord>(body));
}

export function removeAgent(tx: Transaction, agentId: string): void {
  tx.run('DELETE FROM agents WHERE agent_id = ?', agentId);
}
