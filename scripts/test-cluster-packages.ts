import { ensurePackages, type Needed } from './test-packages.ts';

/** What the test bed is built with and runs on, beside Go. */
const needed: Needed[] = [
  { program: 'busybox', package: 'busybox-static' },
  // runc is built with seccomp.
  { program: 'gcc', package: 'gcc' },
  { file: '/usr/include/seccomp.h', package: 'libseccomp-dev' },
  { file: '/usr/include/stdlib.h', package: 'libc6-dev' },
  { program: 'pkg-config', package: 'pkg-config' },
  { program: 'hostname', package: 'hostname' },
  { program: 'ip', package: 'iproute2' },
  { program: 'iptables', package: 'iptables' },
  { program: 'mmdebstrap', package: 'mmdebstrap' },
  { program: 'nft', package: 'nftables' },
  { program: 'openssl', package: 'openssl' },
  { program: 'tar', package: 'tar' },
  { program: 'tini', package: 'tini' },
  { program: 'unshare', package: 'util-linux' },
];

/** Installs with apt-get what a bed needs. */
export async function ensureBedPackages(): Promise<void> {
  await ensurePackages(needed);
}
