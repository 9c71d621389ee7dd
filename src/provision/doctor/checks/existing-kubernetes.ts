import { type Check, clusterOnly, fail, ok, warn } from '../check.ts';
import type { Machine } from '../machine.ts';

/** What other distributions leave on a node. */
const others: Record<string, string> = {
  '/etc/kubernetes/admin.conf': 'kubeadm',
  '/etc/kubernetes/kubelet.conf': 'kubeadm',
  '/var/lib/rancher/rke2': 'RKE2',
  '/var/snap/microk8s': 'MicroK8s',
  '/var/lib/k0s': 'k0s',
};

export const existingKubernetes: Check = {
  name: 'other Kubernetes',
  purposes: clusterOnly,
  async look(machine) {
    const found = await foundOthers(machine);
    if (found.length > 0) {
      return fail(
        `${found.join(', ')} is on this machine`,
        'Use that cluster with `setup --kubeconfig FILE`, or remove it before `setup` installs k3s.',
      );
    }
    if (await machine.exists('/etc/rancher/k3s/k3s.yaml')) return ok('k3s, which `setup` takes over');
    const networks = (await machine.list('/etc/cni/net.d')).filter((name) => /\.conf(list)?$/.test(name));
    if (networks.length === 0) return ok('none');
    return warn(
      `none, but networks of a former one in /etc/cni/net.d: ${networks.join(', ')}`,
      'Move them away, or pods may join that network.',
    );
  },
};

async function foundOthers(machine: Machine): Promise<string[]> {
  const found = new Set<string>();
  for (const [path, name] of Object.entries(others)) if (await machine.exists(path)) found.add(name);
  return [...found];
}
