import { isDeepStrictEqual } from 'node:util';
import type { Rule } from '../lint/rule.ts';

export const distinctProbes: Rule = {
  name: 'distinct-probes',
  summary: 'Liveness and readiness do not ask the very same thing',
  group: 'reliability',
  severity: 'warning',
  container({ container, at }, tell) {
    const { livenessProbe, readinessProbe } = container;
    if (!livenessProbe || !readinessProbe || !isDeepStrictEqual(livenessProbe, readinessProbe)) return;
    const hint =
      'Let readiness ask whether it can serve; liveness only whether it must be restarted, and more patiently.';
    tell([...at, 'livenessProbe'], 'the liveness probe is the same as the readiness probe', hint, 'key');
  },
};
