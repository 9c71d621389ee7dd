import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tempFolder } from '../../../server/testing/temp-folder.ts';
import type { Machine } from '../machine.ts';
import { type LiveFacts, machineAt } from '../machine-at.ts';

type Tree = Record<string, string>;

/** Files of a DGX Spark as it comes: DGX OS 7 (Ubuntu 24.04) on ARM64, with driver, toolkit and systemd. */
export const spark: Tree = {
  '/proc/sys/kernel/arch': 'aarch64\n',
  '/proc/sys/kernel/osrelease': '6.11.0-1016-nvidia\n',
  '/proc/meminfo': 'MemTotal:       125513148 kB\nMemAvailable:   117440512 kB\n',
  '/proc/swaps': 'Filename\tType\tSize\tUsed\tPriority\n',
  '/proc/filesystems': 'nodev\tproc\n\text4\nnodev\toverlay\n',
  '/proc/sys/fs/inotify/max_user_instances': '1024\n',
  '/proc/sys/fs/inotify/max_user_watches': '1048576\n',
  '/proc/sys/user/max_user_namespaces': '500000\n',
  '/proc/sys/kernel/unprivileged_userns_clone': '1\n',
  '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n',
  '/proc/net/tcp': 'sl local_address rem_address st\n   0: 0100007F:1538 00000000:0000 0A 00000000:00000000\n',
  '/proc/driver/nvidia/gpus/000f:01:00.0/information': 'Model: \t\t NVIDIA GB10\nIRQ:   \t\t 250\n',
  '/sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory hugetlb pids rdma misc\n',
  '/lib/modules/6.11.0-1016-nvidia/modules.builtin': 'kernel/fs/ext4/ext4.ko\n',
  '/lib/modules/6.11.0-1016-nvidia/modules.dep':
    'kernel/net/bridge/br_netfilter.ko.zst: kernel/net/bridge/bridge.ko.zst\n' +
    'kernel/drivers/net/veth.ko.zst:\nkernel/drivers/net/vxlan/vxlan.ko.zst:\n' +
    'kernel/net/netfilter/nf_conntrack.ko.zst:\nkernel/net/netfilter/nf_nat.ko.zst:\n',
  '/etc/resolv.conf': 'nameserver 127.0.0.53\noptions edns0\n',
  '/run/systemd/system/.keep': '',
  '/run/systemd/timesync/synchronized': '',
  '/usr/bin/git': '',
  '/usr/bin/nvidia-container-runtime': '',
};

/**
 * A machine whose files are `tree`, written to a folder of their own; null takes a file of it away. The sandbox works,
 * the internet is there and its clock says 2026-11-01, unless `live` says otherwise.
 */
export async function machineWith(
  changes: Record<string, string | null> = {},
  live: Partial<LiveFacts> = {},
): Promise<Machine> {
  const root = await tempFolder();
  for (const [path, text] of Object.entries({ ...spark, ...changes })) {
    if (text === null) continue;
    await mkdir(join(root, dirname(path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return machineAt(root, {
    dataDir: '/home/ada/.local/share/raibid-ci',
    sandbox: async () => ({ works: true, seen: 'bubblewrap works here' }),
    resolves: async () => true,
    now: () => Date.UTC(2026, 10, 1),
    userId: 1000,
    hostname: 'spark-1f2e',
    ...live,
  });
}
