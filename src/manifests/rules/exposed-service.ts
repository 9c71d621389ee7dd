import type { Rule } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';

export const exposedService: Rule = {
  name: 'exposed-service',
  summary: 'Services are reached through an Ingress, not by ports of the node',
  group: 'security',
  severity: 'warning',
  object({ kind, value }, tell) {
    const type = kind === 'Service' && isObject(value.spec) ? value.spec.type : undefined;
    if (type !== 'NodePort' && type !== 'LoadBalancer') return;
    const hint = 'Use an Ingress with TLS, or say in a suppression why not.';
    tell(['spec', 'type'], `a ${type} Service is open to the whole network`, hint);
  },
};
