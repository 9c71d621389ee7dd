import { type Check, clusterOnly, type Finding, fail, ok } from '../check.ts';
import type { Machine } from '../machine.ts';

/** Ports of a one-node k3s with its ingress. */
const wanted: Record<number, string> = {
  80: 'ingress',
  443: 'ingress with TLS',
  6443: 'API server',
  6444: 'load balancer of k3s',
  10250: 'kubelet',
  10256: 'kube-proxy',
  10257: 'controller manager',
  10259: 'scheduler',
};

/** State of a listening socket in /proc/net/tcp. */
const listening = '0A';

export const ports: Check = {
  name: 'ports',
  purposes: clusterOnly,
  async look(machine): Promise<Finding> {
    const taken = await listeningPorts(machine);
    const clashes = Object.entries(wanted).filter(([port]) => taken.has(Number(port)));
    if (clashes.length === 0) return ok(`${Object.keys(wanted).join(', ')} are free`);
    if (await machine.exists('/etc/rancher/k3s/k3s.yaml')) return ok('held by the k3s that is installed');
    return fail(
      `taken: ${clashes.map(([port, what]) => `${port} (${what})`).join(', ')}`,
      `Stop what listens there: ${clashes.map(([port]) => `\`ss -ltnp sport = :${port}\``).join(', ')}. Docker, nginx and other Kubernetes are the usual ones.`,
    );
  },
};

async function listeningPorts(machine: Machine): Promise<Set<number>> {
  const tables = await Promise.all([machine.read('/proc/net/tcp'), machine.read('/proc/net/tcp6')]);
  const rows = tables.flatMap((table) => (table ?? '').split('\n').slice(1));
  const open = rows.map((row) => row.trim().split(/\s+/)).filter((fields) => fields[3] === listening);
  return new Set(open.map((fields) => Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)));
}
