import type { Rule } from '../lint/rule.ts';

export const resourcesSet: Rule = {
  name: 'resources-set',
  summary: 'Containers have requests and limits for CPU and memory',
  group: 'reliability',
  severity: 'error',
  container({ container, at }, tell) {
    for (const kind of ['requests', 'limits'] as const) {
      for (const name of ['cpu', 'memory']) {
        const amount = container.resources?.[kind]?.[name];
        if (amount !== undefined && amount !== null) continue;
        const message = `container "${container.name}" has no ${name} ${kind === 'requests' ? 'request' : 'limit'}`;
        tell([...at, 'resources', kind, name], message, `Add resources.${kind}.${name}.`, 'inside');
      }
    }
  },
};
