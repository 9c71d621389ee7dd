import type { ServerDeps } from '../deps.ts';
import { knownAgents } from '../known-agents.ts';
import type { Collectors } from './collectors.ts';

/** Entries of the outbox that are looked at: with more than that on their way, the number says enough. */
const outboxLimit = 1000;

/** Reads queue, agents and outbox from the store into the gauges; classes and states that are gone disappear. */
export async function readStore({ store, clock }: Pick<ServerDeps, 'store' | 'clock'>, collectors: Collectors) {
  const now = clock.now();
  const [stats, agents, deadLetters, outbox] = await Promise.all([
    store.queue.stats(now),
    knownAgents(store),
    store.jobs.deadLetters(),
    // Of all times: one that is tried again later is on its way too.
    store.outbox.due(Number.MAX_SAFE_INTEGER, outboxLimit),
  ]);
  const { waiting, running, oldest } = collectors;
  for (const gauge of [waiting, running, oldest, collectors.agents]) gauge.reset();
  for (const entry of stats) {
    const labels = { agent_class: entry.agentClass };
    waiting.set(labels, entry.waiting);
    running.set(labels, entry.running);
    oldest.set(labels, ageOf(entry.oldestWaitingSince ?? now, now));
  }
  for (const { agent } of agents) collectors.agents.inc({ agent_class: agent.agentClass, state: agent.state });
  collectors.deadLetters.set(deadLetters.length);
  collectors.outboxEntries.set(outbox.length);
  collectors.outboxOldest.set(ageOf(Math.min(now, ...outbox.map(({ status }) => status.updatedAt)), now));
}

/** Seconds. */
function ageOf(since: number, now: number): number {
  return Math.max(0, now - since) / 1000;
}
