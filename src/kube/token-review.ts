import { z } from 'zod';
import type { KubeClient } from './client.ts';

const statusSchema = z.object({
  status: z.object({
    authenticated: z.boolean().default(false),
    audiences: z.array(z.string()).default([]),
    user: z
      .object({ username: z.string().default(''), extra: z.record(z.string(), z.array(z.string())).default({}) })
      .prefault({}),
  }),
});

/** Whom a token belongs to, as the API server says. */
export interface ReviewedToken {
  /** `system:serviceaccount:<namespace>:<name>` for a ServiceAccount. */
  username: string;
  /** The pod that the token was made for, when there is one. */
  pod: { name: string; uid: string; node: string } | null;
}

const extra = 'authentication.kubernetes.io/';

/**
 * Asks the API server whose token this is and whether it was made for this audience. Null: not real, past its time, of a
 * pod that is gone, or for somebody else.
 */
export async function reviewToken(client: KubeClient, token: string, audience: string): Promise<ReviewedToken | null> {
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    spec: { token, audiences: [audience] },
  };
  const answer = await client.request('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { body });
  const { authenticated, audiences, user } = statusSchema.parse(answer).status;
  if (!authenticated || !audiences.includes(audience)) return null;
  const of = (name: string): string => user.extra[`${extra}${name}`]?.[0] ?? '';
  const [name, uid, node] = [of('pod-name'), of('pod-uid'), of('node-name')];
  return { username: user.username, pod: name === '' || uid === '' ? null : { name, uid, node } };
}
