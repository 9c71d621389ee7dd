import { z } from 'zod';
import type { ComponentContext } from '../../context.ts';
import type { ReadinessItem } from '../item.ts';

const policiesSchema = z.object({
  items: z.array(
    z.looseObject({
      spec: z.looseObject({
        podSelector: z.record(z.string(), z.unknown()).default({}),
        policyTypes: z.array(z.string()).default([]),
        ingress: z.array(z.unknown()).default([]),
        egress: z.array(z.unknown()).default([]),
      }),
    }),
  ),
});
const namespaceSchema = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).default({}) }),
});
const security = 'pod-security.kubernetes.io/enforce';

export const policies: ReadinessItem = {
  name: 'policies',
  demand: 'Every namespace denies all traffic that no policy names, and enforces a pod security standard.',
  async look({ present }) {
    const seen = await Promise.all(present.map(namespaceFacts));
    return {
      evidence: seen.map(
        ({ namespace, count, level }) => `${namespace}: ${count} network policies, pods ${level ?? 'any'}`,
      ),
      faults: seen.flatMap(({ namespace, deniesAll, level }) => [
        ...(deniesAll ? [] : [`${namespace} has no policy that denies all traffic both ways`]),
        ...(level === undefined || level === 'privileged' ? [`${namespace} lets in privileged pods`] : []),
      ]),
      mend: 'raibid-cli setup puts back what was taken away.',
    };
  },
};

async function namespaceFacts({ cluster, entry, signal }: ComponentContext) {
  const { kube } = await cluster();
  const { namespace } = entry;
  const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
  const { items } = policiesSchema.parse(await kube.request('GET', path, { signal }));
  const { metadata } = namespaceSchema.parse(await kube.request('GET', `/api/v1/namespaces/${namespace}`, { signal }));
  const deniesAll = items.some(
    ({ spec }) =>
      Object.keys(spec.podSelector).length === 0 &&
      ['Ingress', 'Egress'].every((type) => spec.policyTypes.includes(type)) &&
      spec.ingress.length + spec.egress.length === 0,
  );
  return { namespace, count: items.length, deniesAll, level: metadata.labels[security] };
}
