import type { Finding } from '../check.ts';
import type { LiveFacts } from '../machine-at.ts';

/** What is not read from files: answers of the kernel and of the cluster. */
export interface Given extends Partial<LiveFacts> {
  devicePlugin?: string | null;
}

/** One change of a machine that is well, and what must be found then. */
export interface Case {
  what: string;
  check: string;
  changes?: Record<string, string | null>;
  given?: Given;
  state: Finding['state'];
  seen: RegExp;
  mend?: RegExp;
}

const socket = (port: number): string =>
  `sl local_address rem_address st\n   0: 00000000:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A\n`;
const connected = socket(6443).replace('0A', '01');

/** Every way in which a check can turn out, beside being well. */
export const cases: Case[] = [
  {
    what: 'a 32-bit ARM',
    check: 'architecture',
    changes: { '/proc/sys/kernel/arch': 'armv7l\n' },
    state: 'fail',
    seen: /^armv7l/,
    mend: /64-bit/,
  },
  {
    what: 'a machine with it and no firewall program',
    check: 'podman',
    changes: { '/usr/bin/podman': '', '/usr/sbin/iptables': null, '/usr/sbin/nft': null },
    state: 'warn',
    seen: /podman, without/,
    mend: /apt-get install iptables/,
  },
  {
    what: 'a machine with it and nftables alone',
    check: 'podman',
    changes: { '/usr/bin/podman': '', '/usr/sbin/iptables': null, '/usr/sbin/nft': '' },
    state: 'ok',
    seen: /^\S+podman$/,
  },
  {
    what: 'cgroup v1',
    check: 'cgroups',
    changes: { '/sys/fs/cgroup/cgroup.controllers': null },
    state: 'fail',
    seen: /version 1/,
    mend: /systemd\.unified_cgroup_hierarchy=1/,
  },
  {
    what: 'a Raspberry Pi without the memory controller',
    check: 'cgroups',
    changes: { '/sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io pids\n' },
    state: 'fail',
    seen: /without memory/,
    mend: /cgroup_enable=memory/,
  },
  {
    what: 'Ubuntu 24.04 with the profile for bubblewrap',
    check: 'user namespaces',
    changes: { '/etc/apparmor.d/bwrap-userns-restrict': 'profile bwrap' },
    state: 'ok',
    seen: /AppArmor profile/,
  },
  {
    what: 'Ubuntu 24.04 without it, as root',
    check: 'user namespaces',
    given: { userId: 0 },
    state: 'ok',
    seen: /root/,
  },
  {
    what: 'an old Debian that gives namespaces to root only',
    check: 'user namespaces',
    changes: { '/proc/sys/kernel/unprivileged_userns_clone': '0\n' },
    state: 'warn',
    seen: /only for root/,
    mend: /sysctl kernel\.unprivileged_userns_clone=1/,
  },
  {
    what: 'a sandbox that does not work',
    check: 'sandbox',
    given: { sandbox: async () => ({ works: false, seen: 'bubblewrap is not installed.' }) },
    state: 'warn',
    seen: /not installed/,
    mend: /trust/,
  },
  {
    what: 'another API server',
    check: 'ports',
    changes: { '/proc/net/tcp': socket(6443) },
    state: 'fail',
    seen: /6443 \(API server\)/,
    mend: /ss -ltnp sport = :6443/,
  },
  {
    what: 'a port taken over IPv6 only',
    check: 'ports',
    changes: { '/proc/net/tcp6': socket(80).replace('00000000:0050', `${'0'.repeat(32)}:0050`) },
    state: 'fail',
    seen: /80 \(ingress\)/,
  },
  {
    what: 'a connection to another machine',
    check: 'ports',
    changes: { '/proc/net/tcp': connected },
    state: 'ok',
    seen: /free/,
  },
  {
    what: 'our own k3s',
    check: 'ports',
    changes: { '/proc/net/tcp': socket(6443), '/etc/rancher/k3s/k3s.yaml': '' },
    state: 'ok',
    seen: /k3s that is installed/,
  },
  {
    what: 'kubeadm',
    check: 'other Kubernetes',
    changes: { '/etc/kubernetes/admin.conf': '' },
    state: 'fail',
    seen: /^kubeadm/,
    mend: /--kubeconfig/,
  },
  {
    what: 'what a removed cluster left',
    check: 'other Kubernetes',
    changes: { '/etc/cni/net.d/10-flannel.conflist': '{}' },
    state: 'warn',
    seen: /10-flannel\.conflist/,
    mend: /away/,
  },
  {
    what: 'swap',
    check: 'swap',
    changes: { '/proc/swaps': 'Filename Type Size Used Priority\n/swap.img file 8388604 0 -2\n' },
    state: 'warn',
    seen: /8\.0 GiB/,
    mend: /swapoff/,
  },
  {
    what: 'few inotify instances',
    check: 'inotify',
    changes: { '/proc/sys/fs/inotify/max_user_instances': '128\n' },
    state: 'warn',
    seen: /128/,
    mend: /fs\.inotify\.max_user_instances = 512/,
  },
  {
    what: 'a kernel without its modules',
    check: 'kernel modules',
    changes: { '/lib/modules/6.11.0-1016-nvidia/modules.dep': 'kernel/drivers/net/veth.ko.zst:\n' },
    state: 'fail',
    seen: /br_netfilter, nf_conntrack, vxlan, nf_nat missing/,
    mend: /linux-modules-extra-6\.11\.0-1016-nvidia/,
  },
  {
    what: 'a clock at its beginning',
    check: 'clock',
    given: { now: () => 0 },
    state: 'fail',
    seen: /1970-01-01/,
    mend: /timedatectl/,
  },
  {
    what: 'a clock that nothing keeps',
    check: 'clock',
    changes: { '/run/systemd/timesync/synchronized': null },
    state: 'warn',
    seen: /no time service/,
    mend: /chrony/,
  },
  {
    what: 'no name server',
    check: 'DNS',
    changes: { '/etc/resolv.conf': '' },
    state: 'fail',
    seen: /no server/,
    mend: /nameserver/,
  },
  {
    what: 'no internet',
    check: 'DNS',
    given: { resolves: async () => false },
    state: 'warn',
    seen: /does not resolve github\.com/,
    mend: /bundle create/,
  },
  {
    what: 'a name with an underscore',
    check: 'host name',
    given: { hostname: 'my_box' },
    state: 'fail',
    seen: /my_box/,
    mend: /hostnamectl/,
  },
  {
    what: 'neither systemd nor OpenRC',
    check: 'init system',
    changes: { '/run/systemd/system/.keep': null },
    state: 'warn',
    seen: /neither/,
    mend: /--init none/,
  },
  {
    what: 'SELinux',
    check: 'SELinux',
    changes: { '/sys/fs/selinux/enforce': '1' },
    state: 'warn',
    seen: /enforcing/,
    mend: /k3s-selinux/,
  },
  {
    what: 'ufw',
    check: 'firewall',
    changes: { '/etc/ufw/ufw.conf': 'ENABLED=yes\n' },
    state: 'warn',
    seen: /ufw/,
    mend: /10\.42\.0\.0\/16/,
  },
  {
    what: 'a device plugin from before the GB10',
    check: 'GPU',
    given: { devicePlugin: 'v0.17.3' },
    state: 'fail',
    seen: /v0\.17\.3/,
    mend: /v0\.17\.4/,
  },
  {
    what: 'a GPU without the container toolkit',
    check: 'GPU',
    changes: { '/usr/bin/nvidia-container-runtime': null },
    state: 'warn',
    seen: /without the NVIDIA container toolkit/,
    mend: /before `setup`/,
  },
  {
    what: 'a GPU without its driver',
    check: 'GPU',
    changes: {
      '/proc/driver/nvidia/gpus/000f:01:00.0/information': null,
      '/sys/bus/pci/devices/0000:01:00.0/vendor': '0x10de\n',
      '/sys/bus/pci/devices/0000:01:00.0/class': '0x030000\n',
    },
    state: 'warn',
    seen: /0000:01:00\.0, without its driver/,
    mend: /driver/,
  },
];
