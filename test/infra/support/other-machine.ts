import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A kind of machine, by its names and by how its programs begin (elf(5): class, byte order, type and machine). */
export interface Machine {
  arch: 'x64' | 'arm64';
  /** As in `linux/<name>` of an image. */
  platform: string;
  /** What `uname -m` says there. */
  uname: string;
  emulator: string;
  magic: string;
}

const machines: readonly Machine[] = [
  {
    arch: 'arm64',
    platform: 'arm64',
    uname: 'aarch64',
    emulator: '/usr/bin/qemu-aarch64-static',
    magic: String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`,
  },
  {
    arch: 'x64',
    platform: 'amd64',
    uname: 'x86_64',
    emulator: '/usr/bin/qemu-x86_64-static',
    magic: String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00`,
  },
];

/** Position-independent programs have type 3 instead of 2, and the byte of the system may be Linux (3) or none (0). */
const mask = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`;

/** The one that this machine is not. */
export function otherMachine(): Machine {
  const found = machines.find(({ arch }) => arch !== process.arch);
  if (found === undefined) throw new Error(`There are no images for ${process.arch}.`);
  return found;
}

/**
 * Every user namespace has its own table of emulators since Linux 6.7, so this machine's stays as it is
 * (Documentation/admin-guide/binfmt-misc.rst). `F` opens the emulator at once: the image does not have it.
 */
const enter = `
set -eu
tree=$1 rule=$2 mounts=$3
shift 3
mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
printf %s "$rule" >/proc/sys/fs/binfmt_misc/register
mount --rbind /dev "$tree/dev"
mount -t proc proc "$tree/proc"
while [ -n "$mounts" ]; do
  mount --bind "\${mounts%%:*}" "$tree/$(expr "\${mounts#*:}" : '\\([^:]*\\)')"
  mounts=$(printf %s "$mounts" | cut -d: -f3-)
done
exec chroot "$tree" env -i "$@"
`;

export interface InsideOptions {
  /** Folders of this machine by where they are inside. */
  mounts: Record<string, string>;
  env: Record<string, string>;
}

/**
 * Starts a program of an image that is unpacked at `tree`, as the machine it was made for would. It has processes and mounts
 * of its own, and this machine's network; it ends with the child process.
 */
export async function startInside(
  machine: Machine,
  tree: string,
  command: readonly string[],
  { mounts, env }: InsideOptions,
): Promise<ChildProcess> {
  for (const path of Object.values(mounts)) await mkdir(join(tree, path), { recursive: true });
  const rule = `:raibid-test:M::${machine.magic}:${mask}:${machine.emulator}:F`;
  const binds = Object.entries(mounts).flat().join(':');
  const variables = Object.entries({ PATH: '/usr/local/bin:/usr/bin:/bin', ...env }).map((pair) => pair.join('='));
  const namespaces = ['--user', '--map-root-user', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  return spawn('unshare', [...namespaces, 'sh', '-c', enter, 'sh', tree, rule, binds, ...variables, ...command], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
