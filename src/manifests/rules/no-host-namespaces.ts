import type { Rule } from '../lint/rule.ts';

export const noHostNamespaces: Rule = {
  name: 'no-host-namespaces',
  summary: 'Pods share no network, processes or IPC with the node',
  group: 'security',
  severity: 'error',
  pod({ spec, path }, tell) {
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
      if (spec[field] === true) tell([...path, field], `the pod uses the node's own ${field.slice(4)}`, 'Remove it.');
    }
  },
};
