import type { Rule } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';

export const leastRbac: Rule = {
  name: 'least-rbac',
  summary: 'Roles allow named verbs on named resources, never "*", and nobody is bound to cluster-admin',
  group: 'security',
  severity: 'error',
  object({ kind, value }, tell) {
    if (kind === 'Role' || kind === 'ClusterRole') {
      for (const [index, rule] of (Array.isArray(value.rules) ? value.rules : []).entries()) {
        if (!isObject(rule)) continue;
        for (const field of ['verbs', 'resources', 'apiGroups', 'nonResourceURLs']) {
          const list = Array.isArray(rule[field]) ? rule[field] : [];
          for (const [place, name] of list.entries()) {
            if (name === '*')
              tell(['rules', index, field, place], `the rule allows all ${field}`, 'Name what is needed.');
          }
        }
      }
    }
    const isBinding = kind === 'RoleBinding' || kind === 'ClusterRoleBinding';
    if (isBinding && isObject(value.roleRef) && value.roleRef.name === 'cluster-admin') {
      tell(['roleRef', 'name'], 'cluster-admin may do everything', 'Make a role with the few rights that are needed.');
    }
  },
};
