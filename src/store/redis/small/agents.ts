import type { AgentRecord } from '../../port/agents.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { document, texts } from '../reply.ts';
import { script } from '../script.ts';

/** The newest word of an agent about itself takes the place of the older one. */
const seenScript = script('see an agent', [], `return call('HSET', P .. 'agents', A.agentId, A.record) `);

const removeScript = script('remove an agent', [], `return call('HDEL', P .. 'agents', A.agentId) `);

export async function agentSeen(connection: Connection, agent: AgentRecord): Promise<void> {
  await connection.run(seenScript, { agentId: agent.agentId, record: JSON.stringify(agent) });
}

export async function listAgents({ read }: Pick<Connection, 'read'>): Promise<AgentRecord[]> {
  const agents = texts(await read('HVALS', `${keyPrefix}agents`)).map((record) => document<AgentRecord>(record));
  return agents.sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
}

export async function removeAgent(connection: Connection, agentId: string): Promise<void> {
  await connection.run(removeScript, { agentId });
}
