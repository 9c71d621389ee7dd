import type { Rule } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';

export const spreadReplicas: Rule = {
  name: 'spread-replicas',
  summary: 'Replicas are spread over nodes',
  group: 'reliability',
  severity: 'warning',
  pod({ manifest, spec, path }, tell) {
    const replicas = isObject(manifest.value.spec) ? manifest.value.spec.replicas : undefined;
    if (manifest.kind !== 'Deployment' && manifest.kind !== 'StatefulSet') return;
    if (typeof replicas !== 'number' || replicas < 2) return;
    const { affinity, topologySpreadConstraints } = spec as { affinity?: unknown; topologySpreadConstraints?: unknown };
    const isSpread =
      (isObject(affinity) && isObject(affinity.podAntiAffinity)) || Array.isArray(topologySpreadConstraints);
    const hint = 'Add topologySpreadConstraints or podAntiAffinity with topologyKey kubernetes.io/hostname.';
    if (!isSpread) tell(path, `${replicas} replicas may all run on one node`, hint, 'inside');
  },
};
