import { type Check, clusterOnly, fail, ok, warn } from '../check.ts';
import type { Machine } from '../machine.ts';

/** Modules that pods need, and the file that the kernel shows once it has them, built in or loaded. */
const needed: Record<string, string> = {
  overlay: '/sys/module/overlay',
  br_netfilter: '/proc/sys/net/bridge/bridge-nf-call-iptables',
  nf_conntrack: '/proc/sys/net/netfilter/nf_conntrack_max',
  veth: '/sys/module/veth',
  vxlan: '/sys/module/vxlan',
  nf_nat: '/sys/module/nf_nat',
};

export const kernelModules: Check = {
  name: 'kernel modules',
  purposes: clusterOnly,
  async look(machine) {
    const release = (await machine.read('/proc/sys/kernel/osrelease'))?.trim() ?? '';
    const catalogue = await modulesOf(machine, release);
    const absent: string[] = [];
    for (const [name, evidence] of Object.entries(needed)) {
      if (!(await isThere(machine, name, evidence)) && !catalogue?.has(name)) absent.push(name);
    }
    if (absent.length === 0) return ok(`${Object.keys(needed).join(', ')} are there`);
    const names = absent.join(', ');
    if (catalogue === null) {
      return warn(
        `cannot tell whether ${names} are built into this kernel: there is no /lib/modules/${release}`,
        'Try `modprobe` for each, or ask who built this kernel.',
      );
    }
    return fail(
      `${names} missing from Linux ${release}`,
      `Install the rest of the kernel's modules (Ubuntu: apt-get install linux-modules-extra-${release}), or start the kernel that is installed now.`,
    );
  },
};

async function isThere(machine: Machine, name: string, evidence: string): Promise<boolean> {
  if (await machine.exists(evidence)) return true;
  const fileSystems = (await machine.read('/proc/filesystems')) ?? '';
  return fileSystems.split('\n').some((line) => line.split('\t').at(-1) === name);
}

/** Names of the modules that this kernel has or can load; null when it keeps no list. */
async function modulesOf(machine: Machine, release: string): Promise<Set<string> | null> {
  const folder = `/lib/modules/${release}`;
  const lists = await Promise.all([machine.read(`${folder}/modules.builtin`), machine.read(`${folder}/modules.dep`)]);
  if (lists.every((list) => list === null)) return null;
  // `kernel/fs/overlayfs/overlay.ko.zst: other.ko ...`
  const names = lists.flatMap((list) =>
    [...(list ?? '').matchAll(/^(?:[^:\n]*\/)?([\w-]+)\.ko/gm)].map(([, name]) => name),
  );
  return new Set(names.map((name) => (name ?? '').replaceAll('-', '_')));
}
