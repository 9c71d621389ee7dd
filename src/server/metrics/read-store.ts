import type { ServerDeps } from '../deps.ts';
import type { Collectors } from './collectors.ts';

/** Reads queue and agents from the store into the gauges; classes and states that are gone disappear. */
export async function readStore(deps: Pick<ServerDeps, 'store' | 'clock'>, collectors: Collectors): Promise<void> {
  const now = deps.clock.now();
  const [stats, agents, deadLetters] = await Promise.all([
    deps.store.queue.stats(now),
    deps.store.agents.list(),
    deps.store.jobs.deadLetters(),
  ]);
  const { waiting, running, oldest } = collectors;
  for (const gauge of [waiting, running, oldest, collectors.agents]) gauge.reset();
  for (const entry of stats) {
    const labels = { agent_class: entry.agentClass };
    waiting.set(labels, entry.waiting);
    running.set(labels, entry.running);
    oldest.set(labels, entry.oldestWaitingSince === null ? 0 : Math.max(0, now - entry.oldestWaitingSince) / 1000);
  }
  for (const agent of agents) collectors.agents.inc({ agent_class: agent.agentClass, state: agent.state });
  collectors.deadLetters.set(deadLetters.length);
}
