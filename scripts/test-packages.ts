import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { installBackports, unknownPackages } from './backports.ts';
import { runShown } from './command.ts';

/** A program on the PATH, or a file, and the Debian package that brings it. */
export interface Needed {
  program?: string;
  file?: string;
  package: string;
}

/** Moves the clock of a process: test/kill. */
export const fakeTime = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketimeMT.so.1`;

/** What the tests use. */
const needed: Needed[] = [
  { program: 'bash', package: 'bash' },
  { program: 'bwrap', package: 'bubblewrap' },
  { program: 'busybox', package: 'busybox-static' },
  { program: 'chromium', package: 'chromium' },
  { program: 'docker-registry', package: 'docker-registry' },
  { program: 'git', package: 'git' },
  { file: fakeTime, package: 'libfaketime' },
  { program: 'ip', package: 'iproute2' },
  { file: '/usr/sbin/iptables', package: 'iptables' },
  { program: 'openssl', package: 'openssl' },
  { file: '/usr/lib/podman/aardvark-dns', package: 'aardvark-dns' },
  { file: '/usr/lib/podman/netavark', package: 'netavark' },
  { program: 'podman', package: 'podman' },
  { program: 'python3', package: 'python3' },
  { program: 'redis-server', package: 'redis-server' },
  { program: 'runc', package: 'runc' },
  { program: 'ssh-agent', package: 'openssh-client' },
  { program: 'sshd', package: 'openssh-server' },
  { program: 'tar', package: 'tar' },
  { program: 'valkey-server', package: 'valkey-server' },
  { program: 'yamllint', package: 'yamllint' },
];

/**
 * Installs with apt-get what is missing. Where that is not possible it says so in one line; the tests that need the
 * program fail then.
 */
export async function ensurePackages(wanted: Needed[] = needed): Promise<void> {
  const missing: string[] = [];
  for (const item of wanted) if (!(await isThere(item))) missing.push(item.package);
  if (missing.length === 0) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !(await isInstalled('apt-get'))) {
    console.error(`tests: install these first: sudo apt-get install ${missing.join(' ')}`);
    return;
  }
  console.log(`tests: installing ${missing.join(' ')}`);
  // The run level keeps servers that are only started by tests from being started now.
  const quiet = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await runShown('apt-get', ['update', '-qq'], quiet);
  const older = await unknownPackages(missing);
  const usual = missing.filter((name) => !older.includes(name));
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...usual];
  const done = usual.length === 0 || (await runShown('apt-get', install, quiet)) === 0;
  const doneOlder = older.length === 0 || (await installBackports(older, quiet));
  if (!done || !doneOlder) console.error('tests: apt-get could not install them all');
}

async function isThere({ program, file }: Needed): Promise<boolean> {
  if (program !== undefined) return isInstalled(program);
  return file !== undefined && existsSync(file);
}

async function isInstalled(program: string): Promise<boolean> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
