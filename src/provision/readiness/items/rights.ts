import { z } from 'zod';
import type { ComponentContext } from '../../context.ts';
import type { ReadinessItem } from '../item.ts';

const accountsSchema = z.object({ items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })) });
const reviewSchema = z.looseObject({ status: z.looseObject({ allowed: z.boolean() }) });

/** What none of them may do in the whole cluster: each would be the way to everything. */
const forbidden = [
  { what: 'read every Secret', verb: 'list', group: '', resource: 'secrets' },
  { what: 'make pods everywhere', verb: 'create', group: '', resource: 'pods' },
  { what: 'bind roles', verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings' },
] as const;

/** Flux applies what the infra repository holds, which is everything; its source- and notification-controller read. */
const exempt = 'raibid-flux';

export const rights: ReadinessItem = {
  name: 'rights',
  demand: 'No ServiceAccount but those of Flux may do in the whole cluster what would open it.',
  async look({ present }) {
    const asked = present.filter(({ entry }) => entry.namespace !== exempt);
    const results = await Promise.all(asked.map(accountsOf));
    const accounts = results.flat();
    const hasFlux = present.length > asked.length;
    return {
      evidence: [
        `${accounts.length} ServiceAccounts were asked after by the API server's own review: ${forbidden.map(({ what }) => what).join(', ')}`,
        ...(hasFlux ? ['raibid-flux is exempt: the right to push to raibid/infra is the right over the cluster'] : []),
      ],
      faults: accounts.flatMap(({ name, allowed }) => allowed.map((what) => `${name} may ${what}`)),
      mend: 'Take the binding away: kubectl get clusterrolebindings -o wide shows it.',
    };
  },
};

async function accountsOf(context: ComponentContext): Promise<{ name: string; allowed: string[] }[]> {
  const { kube } = await context.cluster();
  const { namespace } = context.entry;
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const { items } = accountsSchema.parse(await kube.request('GET', path, { signal: context.signal }));
  return Promise.all(
    items.map(async ({ metadata }) => ({
      name: `${namespace}/${metadata.name}`,
      allowed: await allowedFor(context, `system:serviceaccount:${namespace}:${metadata.name}`),
    })),
  );
}

async function allowedFor({ cluster, signal }: ComponentContext, user: string): Promise<string[]> {
  const { kube } = await cluster();
  const allowed: string[] = [];
  for (const { what, verb, group, resource } of forbidden) {
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user, resourceAttributes: { verb, group, resource } },
    };
    const answer = await kube.request('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { body, signal });
    if (reviewSchema.parse(answer).status.allowed) allowed.push(what);
  }
  return allowed;
}
