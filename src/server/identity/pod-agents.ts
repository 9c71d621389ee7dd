import type { ClusterConfig } from '../../contract/config.ts';
import { createKubeClient } from '../../kube/client.ts';
import { inClusterConnection } from '../../kube/in-cluster.ts';
import { kubeconfigConnection } from '../../kube/kubeconfig.ts';
import { boundedMap } from '../../shared/bounded-map.ts';
import type { Clock } from '../../shared/clock.ts';
import { hashToken } from '../../shared/ids.ts';
import { type AgentTroubles, createAgentTroubles } from '../agent-pods/agent-troubles.ts';
import { findPodAgent, type PodAgent } from './pod-agent.ts';

/** The pods that may claim jobs. */
export interface PodAgents {
  /** The pod of a token, or null; asked of the API server at most once a minute for each token. */
  identify(token: string): Promise<PodAgent | null>;
  /** Why pods of a class do not come. */
  troubles: AgentTroubles;
  close(): void;
}

/** An idle agent asks each 20 s: without this each time would be two calls. Milliseconds. */
const remembered = 60_000;
const rememberedMost = 2000;
/** ServiceAccount tokens are JSON Web Tokens; nothing else is sent to the API server. */
const tokenForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

interface Known {
  at: number;
  pod: Promise<PodAgent | null>;
}

/** @throws `config_invalid` when there is neither a kubeconfig nor a ServiceAccount */
export async function connectPodAgents(config: ClusterConfig, clock: Pick<Clock, 'monotonic'>): Promise<PodAgents> {
  const { kubeconfig, apiServer, agentsNamespace } = config;
  const connection =
    kubeconfig === undefined
      ? await inClusterConnection(apiServer === undefined ? {} : { server: apiServer })
      : await kubeconfigConnection(kubeconfig);
  const client = createKubeClient(connection);
  const known = boundedMap<Known>(rememberedMost);
  return {
    async identify(token) {
      if (!tokenForm.test(token)) return null;
      const key = hashToken(token);
      const now = clock.monotonic();
      const before = known.get(key);
      if (before !== undefined && now - before.at < remembered) return before.pod;
      const pod = findPodAgent(client, agentsNamespace, token);
      known.set(key, { at: now, pod });
      // What could not be asked is asked again at once.
      pod.catch(() => known.take(key));
      return pod;
    },
    troubles: createAgentTroubles(client, agentsNamespace, clock),
    close: () => client.close(),
  };
}
