import type { KubeClient } from '../../kube/client.ts';
import { boundedMap } from '../../shared/bounded-map.ts';
import type { Clock } from '../../shared/clock.ts';
import { readTrouble } from './read-trouble.ts';

/** Why agents of a class do not come, as the cluster tells it. */
export interface AgentTroubles {
  /** In words without a full stop; null when nothing is known to be wrong, or the API server does not answer. */
  of(agentClass: string): Promise<string | null>;
}

/** Many people may look at many waiting jobs; milliseconds. */
const remembered = 3000;
/** Classes are few; their names come from a table of the server. */
const rememberedMost = 200;
/** Nobody waits longer for a page because the API server is slow, in milliseconds. */
const longestLook = 2000;

interface Known {
  at: number;
  trouble: Promise<string | null>;
}

/** Asks the API server when somebody wants to know, at most every few seconds for each class. */
export function createAgentTroubles(
  client: KubeClient,
  namespace: string,
  clock: Pick<Clock, 'monotonic'>,
): AgentTroubles {
  const known = boundedMap<Known>(rememberedMost);
  return {
    async of(agentClass) {
      const now = clock.monotonic();
      const before = known.get(agentClass);
      if (before !== undefined && now - before.at < remembered) return before.trouble;
      const signal = AbortSignal.timeout(longestLook);
      const trouble = readTrouble(client, namespace, agentClass, signal).catch(() => null);
      known.set(agentClass, { at: now, trouble });
      return trouble;
    },
  };
}
