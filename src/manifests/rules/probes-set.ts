import { isService } from '../lint/pods.ts';
import type { Rule } from '../lint/rule.ts';

const probes = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;

export const probesSet: Rule = {
  name: 'probes-set',
  summary: 'Containers of long-running pods have startup, liveness and readiness probes',
  group: 'reliability',
  severity: 'error',
  container({ container, at, list, ...pod }, tell) {
    if (list !== 'containers' || !isService(pod)) return;
    for (const probe of probes.filter((each) => !container[each])) {
      tell([...at, probe], `container "${container.name}" has no ${probe}`, `Add ${probe}.`, 'inside');
    }
  },
};
