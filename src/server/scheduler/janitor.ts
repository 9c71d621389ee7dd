import { evictCaches } from '../agent-api/caches.ts';
import type { ServerDeps } from '../deps.ts';
import { deleteGarbage } from '../garbage.ts';

type JanitorDeps = Pick<ServerDeps, 'store' | 'blobs' | 'config' | 'clock' | 'log'>;

const batch = 100;
/** An agent that waits and said nothing for this long (milliseconds) is forgotten. */
const agentSilence = 5 * 60_000;

/** Deletes what is past its time: artifacts, caches over their limit, free groups, entries of agents that are gone. */
export async function cleanUp(deps: JanitorDeps): Promise<void> {
  await deleteExpiredArtifacts(deps);
  for (const repository of await deps.store.repositories.list()) await evictCaches(deps, repository.id);
  await deleteGarbage(deps);
  await deps.store.runs.forgetGroups(deps.clock.now());
  await forgetAgents(deps);
}

async function deleteExpiredArtifacts({ store, clock, log }: JanitorDeps): Promise<void> {
  for (;;) {
    const expired = await store.artifacts.takeExpired(clock.now(), batch);
    if (expired.length > 0) log.info({ artifacts: expired.length }, 'deleted expired artifacts');
    if (expired.length < batch) return;
  }
}

async function forgetAgents({ store, clock }: JanitorDeps): Promise<void> {
  const before = clock.now() - agentSilence;
  for (const agent of await store.agents.list()) {
    if (agent.lastSeenAt < before) await store.agents.remove(agent.agentId);
  }
}
