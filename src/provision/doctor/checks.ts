import type { Check } from './check.ts';
import { architecture } from './checks/architecture.ts';
import { cgroups } from './checks/cgroups.ts';
import { clock } from './checks/clock.ts';
import { containers } from './checks/containers.ts';
import { disks } from './checks/disk.ts';
import { dns } from './checks/dns.ts';
import { existingKubernetes } from './checks/existing-kubernetes.ts';
import { firewall } from './checks/firewall.ts';
import { git } from './checks/git.ts';
import { gpuCheck } from './checks/gpu.ts';
import { hostName } from './checks/host-name.ts';
import { initSystem } from './checks/init-system.ts';
import { inotify } from './checks/inotify.ts';
import { kernelModules } from './checks/kernel-modules.ts';
import { memory } from './checks/memory.ts';
import { ports } from './checks/ports.ts';
import { sandbox } from './checks/sandbox.ts';
import { selinux } from './checks/selinux.ts';
import { swap } from './checks/swap.ts';
import { userNamespaces } from './checks/user-namespaces.ts';

/** Everything that `doctor` looks at, in the order it is shown. `devicePlugin`: its pinned version, null: not known. */
export function allChecks({ devicePlugin }: { devicePlugin: string | null }): Check[] {
  return [
    architecture,
    memory,
    ...disks,
    clock,
    dns,
    inotify,
    git,
    userNamespaces,
    sandbox,
    containers,
    gpuCheck(devicePlugin),
    kernelModules,
    cgroups,
    initSystem,
    hostName,
    ports,
    swap,
    firewall,
    selinux,
    existingKubernetes,
  ];
}
