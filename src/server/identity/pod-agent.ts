import { z } from 'zod';
import type { KubeClient } from '../../kube/client.ts';
import { type ReviewedToken, reviewToken } from '../../kube/token-review.ts';
import { isRaibidError } from '../../shared/errors.ts';
import { classLabel } from '../agent-pods/read-trouble.ts';

/** A pod that proved who it is. */
export interface PodAgent {
  uid: string;
  name: string;
  /** Its label: the only class of which it gets jobs. */
  agentClass: string;
  /** When its agent began, in milliseconds since 1970. */
  startedAt: number;
}

/** What tokens of agents in the cluster are made for, and by whose account. */
const agentAudience = 'raibid';
const agentAccount = 'raibid-agent';

const podSchema = z.object({
  metadata: z.object({
    uid: z.string(),
    creationTimestamp: z.iso.datetime(),
    labels: z.record(z.string(), z.string()).default({}),
  }),
  status: z
    .object({
      startTime: z.iso.datetime().exactOptional(),
      containerStatuses: z
        .array(
          z.object({
            name: z.string(),
            state: z.object({ running: z.object({ startedAt: z.iso.datetime() }).exactOptional() }).prefault({}),
          }),
        )
        .default([]),
    })
    .prefault({}),
});

/**
 * Finds the pod that a token was made for: of the agents' account in the agents' namespace, still there, with a class. Null:
 * the token is somebody else's. An API server that is away or refuses is an error, not a wrong token.
 */
export async function findPodAgent(client: KubeClient, namespace: string, token: string): Promise<PodAgent | null> {
  const reviewed = await reviewToken(client, token, agentAudience);
  if (reviewed?.username !== `system:serviceaccount:${namespace}:${agentAccount}`) return null;
  return reviewed.pod === null ? null : readPod(client, namespace, reviewed.pod);
}

async function readPod(
  client: KubeClient,
  namespace: string,
  { name, uid }: NonNullable<ReviewedToken['pod']>,
): Promise<PodAgent | null> {
  const path = `/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(name)}`;
  const answer = await client.request('GET', path).catch((error: unknown) => {
    if (isRaibidError(error, 'not_found')) return null;
    throw error;
  });
  if (answer === null) return null;
  const { metadata, status } = podSchema.parse(answer);
  const agentClass = metadata.labels[classLabel];
  if (metadata.uid !== uid || agentClass === undefined) return null;
  const agent = status.containerStatuses.find((container) => container.name === 'agent');
  // Without a status yet it counts from when it was made: a pod must not get younger with each look.
  const started = agent?.state.running?.startedAt ?? status.startTime ?? metadata.creationTimestamp;
  return { uid, name, agentClass, startedAt: Date.parse(started) };
}
