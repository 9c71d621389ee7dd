import type { ServerConfig } from '../../contract/config.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Store } from '../../store/port.ts';
import { knownAgents } from '../known-agents.ts';
import { type BackgroundLoop, createLoop } from '../scheduler/background-loop.ts';
import type { LocalAgent, LocalAgents } from './local-agents.ts';
import { newAgents } from './new-agents.ts';

export interface ScalerDeps {
  config: Pick<ServerConfig, 'maxAgents' | 'warm'>;
  store: Pick<Store, 'queue' | 'agents' | 'leases' | 'signals'>;
  agents: LocalAgents;
  clock: { now(): number };
  log: Logger;
}

/** The class that warm agents belong to. */
const warmClass = 'default';
const looksEvery = 1000;

type AgentState = 'starting' | 'idle' | 'busy' | 'ending';

/** Starts local agents by the scaling rule: each second, when jobs come, and when an agent ends. */
export function createScaler(deps: ScalerDeps): BackgroundLoop {
  const seen = new Set<string>();
  const subscriptions = new Map<string, () => void>();
  const loop = createLoop({ name: 'scaler', every: looksEvery, log: deps.log, round });

  async function round(): Promise<void> {
    const alive = deps.agents.alive();
    const states = await statesOf(alive);
    const stats = await deps.store.queue.stats(deps.clock.now());
    const waiting = new Map(stats.map((entry) => [entry.agentClass, entry.waiting]));
    let free = deps.config.maxAgents - alive.length;
    for (const agentClass of new Set([warmClass, ...waiting.keys()])) {
      watch(agentClass);
      const mine = alive.filter((agent) => agent.agentClass === agentClass);
      const count = (state: AgentState): number => mine.filter(({ agentId }) => states.get(agentId) === state).length;
      const started = newAgents({
        waiting: waiting.get(agentClass) ?? 0,
        starting: count('starting'),
        idle: count('idle'),
        warm: agentClass === warmClass ? deps.config.warm : 0,
        free,
      });
      for (let agent = 0; agent < started; agent += 1) await deps.agents.launch(agentClass);
      free -= started;
    }
  }

  /** An agent that was seen and has left the list has done its job and is about to exit: it takes no other. */
  async function statesOf(alive: LocalAgent[]): Promise<Map<string, AgentState>> {
    const known = new Map((await knownAgents(deps.store)).map(({ agent }) => [agent.agentId, agent.state]));
    const states = new Map<string, AgentState>();
    for (const { agentId } of alive) {
      const state = known.get(agentId);
      if (state !== undefined) seen.add(agentId);
      states.set(agentId, state ?? (seen.has(agentId) ? 'ending' : 'starting'));
    }
    for (const agentId of seen) if (!states.has(agentId)) seen.delete(agentId);
    return states;
  }

  function watch(agentClass: string): void {
    if (subscriptions.has(agentClass)) return;
    subscriptions.set(agentClass, deps.store.signals.subscribe(`queue:${agentClass}`, loop.wake));
  }

  deps.agents.onExit(loop.wake);
  return {
    start: loop.start,
    wake: loop.wake,
    async stop() {
      for (const unsubscribe of subscriptions.values()) unsubscribe();
      await loop.stop();
    },
  };
}
