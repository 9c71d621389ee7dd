import type { Rule } from '../lint/rule.ts';

export const noHostPort: Rule = {
  name: 'no-host-port',
  summary: 'Containers take no port of the node',
  group: 'security',
  severity: 'error',
  container({ container, at }, tell) {
    for (const [index, port] of (container.ports ?? []).entries()) {
      if (!port.hostPort) continue;
      tell(
        [...at, 'ports', index, 'hostPort'],
        `the container takes port ${port.hostPort} of the node`,
        'Use a Service.',
      );
    }
  },
};
