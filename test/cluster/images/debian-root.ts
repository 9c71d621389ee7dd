import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runQuiet } from '../run.ts';

/** What containers never read. */
const leftOut = ['doc', 'info', 'locale', 'man'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);

export interface DebianPackages {
  packages: string[];
  /** Shell commands inside it, once the packages are there. */
  afterwards?: string[];
}

/** Fills an empty folder with Debian 12 and these packages, from Debian's mirror. Takes about a minute, and root. */
export async function fillWithDebian(root: string, { packages, afterwards = [] }: DebianPackages): Promise<void> {
  const hooks = afterwards.map((command) => `--customize-hook=chroot "$1" sh -euc '${command}'`);
  const what = ['--variant=minbase', `--include=${['usr-is-merged', ...packages].join(',')}`];
  // Born with a merged /usr: the package that merges it later would bring all of Perl.
  const merged = '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr';
  await runQuiet(['mmdebstrap', '--quiet', '--mode=root', ...what, merged, ...leftOut, ...hooks, 'bookworm', root]);
  for (const folder of ['dev', 'var/cache/apt', 'var/lib/apt/lists', 'var/log', 'etc/resolv.conf', 'etc/hostname'])
    await rm(join(root, folder), { recursive: true, force: true });
}
