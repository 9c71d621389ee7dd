import { podOf } from '../lint/pods.ts';
import type { Rule } from '../lint/rule.ts';
import { isObject, type Manifest } from '../manifest.ts';

export const defaultDeny: Rule = {
  name: 'default-deny',
  summary: 'Each namespace with pods has a NetworkPolicy that denies what no other policy allows',
  group: 'security',
  severity: 'error',
  tree(objects, tellOf) {
    const denied = new Map<string, Set<string>>();
    for (const { manifest } of objects) {
      const types = denied.get(manifest.namespace) ?? new Set();
      for (const type of deniedTypes(manifest)) types.add(type);
      denied.set(manifest.namespace, types);
    }
    const told = new Set<string>();
    for (const object of objects) {
      const { manifest } = object;
      if (told.has(manifest.namespace) || !podOf(manifest)) continue;
      told.add(manifest.namespace);
      const missing = ['Ingress', 'Egress'].filter((type) => !denied.get(manifest.namespace)?.has(type));
      if (missing.length === 0) continue;
      const where = manifest.namespace === '' ? 'the namespace of this object' : `the namespace ${manifest.namespace}`;
      const hint = `Add a NetworkPolicy with podSelector: {} and policyTypes: [${missing.join(', ')}].`;
      tellOf(object)(
        ['metadata', 'namespace'],
        `${where} has no default-deny policy for ${missing.join(' and ')}`,
        hint,
      );
    }
  },
};

/** Directions that a policy closes for all pods of its namespace. */
function deniedTypes({ kind, value }: Manifest): string[] {
  if (kind !== 'NetworkPolicy' || !isObject(value.spec)) return [];
  const { podSelector, policyTypes, ingress, egress } = value.spec;
  const selectsAll = isObject(podSelector) && Object.keys(podSelector).length === 0;
  if (!selectsAll) return [];
  const types = Array.isArray(policyTypes) ? policyTypes.map(String) : ['Ingress'];
  const rules: Record<string, unknown> = { Ingress: ingress, Egress: egress };
  return types.filter((type) => !Array.isArray(rules[type]) || rules[type].length === 0);
}
