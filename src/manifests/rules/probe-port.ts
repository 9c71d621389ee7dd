import type { Rule } from '../lint/rule.ts';

export const probePort: Rule = {
  name: 'probe-port',
  summary: 'Probes ask a port that the container declares',
  group: 'reliability',
  severity: 'error',
  container({ container, at }, tell) {
    const ports = container.ports ?? [];
    if (ports.length === 0) return;
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      for (const handler of ['httpGet', 'tcpSocket', 'grpc'] as const) {
        const port = container[probe]?.[handler]?.port;
        if (port === undefined || ports.some((each) => each.name === port || each.containerPort === port)) continue;
        const known = ports.map((each) => each.name ?? each.containerPort).join(', ');
        tell(
          [...at, probe, handler, 'port'],
          `the container has no port ${port}`,
          `Ports of this container: ${known}.`,
        );
      }
    }
  },
};
