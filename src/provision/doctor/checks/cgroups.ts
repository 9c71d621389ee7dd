import { type Check, clusterOnly, fail, ok } from '../check.ts';

const needed = ['cpu', 'cpuset', 'memory', 'pids'];

/** Kubelets from 1.35 on refuse cgroup v1 (`failCgroupV1`), so only the unified hierarchy counts. */
export const cgroups: Check = {
  name: 'cgroups',
  purposes: clusterOnly,
  async look(machine) {
    const controllers = (await machine.read('/sys/fs/cgroup/cgroup.controllers'))?.trim().split(' ');
    if (controllers === undefined) {
      return fail(
        'version 1, which the kubelet refuses',
        'Boot with systemd.unified_cgroup_hierarchy=1 on the kernel command line: `stat -fc %T /sys/fs/cgroup` must say cgroup2fs. (A cluster that must have version 1: kubelet-arg failCgroupV1=false.)',
      );
    }
    const absent = needed.filter((name) => !controllers.includes(name));
    if (absent.length === 0) return ok(`version 2 with ${needed.join(', ')}`);
    return fail(
      `version 2 without ${absent.join(', ')}`,
      'Boot with cgroup_enable=memory on the kernel command line (Raspberry Pi: /boot/firmware/cmdline.txt), without cgroup_disable=.',
    );
  },
};
