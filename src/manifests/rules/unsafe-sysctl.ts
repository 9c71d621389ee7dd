import type { Rule } from '../lint/rule.ts';

/** Sysctls that Kubernetes holds to be safe (1.36). */
const safe = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]);

export const unsafeSysctl: Rule = {
  name: 'unsafe-sysctl',
  summary: 'Pods set safe sysctls only',
  group: 'security',
  severity: 'error',
  pod({ spec, path }, tell) {
    const sysctls = (spec.securityContext as { sysctls?: { name: string }[] } | undefined)?.sysctls ?? [];
    for (const [index, { name }] of sysctls.entries()) {
      if (!safe.has(name))
        tell([...path, 'securityContext', 'sysctls', index, 'name'], `the sysctl ${name} is unsafe`, 'Remove it.');
    }
  },
};
