/**
 * The unit, as k3s's own installer writes it (install.sh, create_systemd_service_file): the service is up when k3s says
 * so (notify), and stopping it ends k3s alone, while pods go on (KillMode=process).
 */
export function systemdUnit(command: readonly string[]): string {
  return `# Written by raibid-cli setup.
[Unit]
Description=Lightweight Kubernetes
Documentation=https://k3s.io
Wants=network-online.target
After=network-online.target

[Install]
WantedBy=multi-user.target

[Service]
Type=notify
EnvironmentFile=-/etc/default/%N
EnvironmentFile=-/etc/sysconfig/%N
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=${command.map(quoted).join(' ')}
`;
}

/** systemd.service(5), "Command lines": `%` and `$` are special, spaces end a word. */
function quoted(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /[\s"'\\;]/.test(escaped) ? `"${escaped.replaceAll(/["\\]/g, '\\$&')}"` : escaped;
}
