import type { Rule } from '../lint/rule.ts';

export const dedicatedServiceAccount: Rule = {
  name: 'dedicated-service-account',
  summary: 'Pods run under a ServiceAccount of their own, not under "default"',
  group: 'security',
  severity: 'error',
  pod({ spec, path }, tell) {
    const field = spec.serviceAccountName ? 'serviceAccountName' : 'serviceAccount';
    const name = spec[field];
    const hint = 'Make a ServiceAccount for it and name it in serviceAccountName.';
    if (name === 'default') tell([...path, field], 'the pod uses the ServiceAccount "default"', hint);
    else if (!name) tell([...path, 'serviceAccountName'], 'the pod names no ServiceAccount', hint, 'inside');
  },
};
