import { shellWord } from '../../../shared/shell-word.ts';

/** The service for OpenRC, which keeps it running by its own supervisor. */
export function openrcScript([binary = '', ...words]: readonly string[]): string {
  return `#!/sbin/openrc-run
# Written by raibid-cli setup.

description="Lightweight Kubernetes"
supervisor=supervise-daemon
name=k3s
command=${shellWord(binary)}
command_args="${words.map(shellWord).join(' ')}"
output_log=/var/log/k3s.log
error_log=/var/log/k3s.log
pidfile=/run/k3s.pid
respawn_delay=5
respawn_max=0
rc_cgroup_cleanup=no

depend() {
    after network-online
    want cgroups
}

start_pre() {
    modprobe -q br_netfilter || true
    modprobe -q overlay || true
}
`;
}
