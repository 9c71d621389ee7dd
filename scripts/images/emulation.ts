import { access, constants, readlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ImagePlatform, ownPlatform } from './platform.ts';
import { type RunWrapper, runCommand } from './run-command.ts';

/** ELF header of 64-bit little-endian programs, up to the machine's number, and what of it counts. */
const elf = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00`;
const elfMask = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`;
const machineNumbers = { aarch64: String.raw`\xb7\x00`, x86_64: String.raw`\x3e\x00` } satisfies Record<
  ImagePlatform['machine'],
  string
>;

/**
 * How commands run whose programs are for this platform: as they are, where the machine can run them (its own, or one that
 * it has a binfmt_misc handler for), else with qemu, known to nobody else: Linux 6.7 and newer keep binfmt_misc
 * by user namespace, so the machine's own settings are not touched. Throws one line that says what to install.
 */
export async function platformRunner(platform: ImagePlatform): Promise<RunWrapper> {
  if (platform.name === ownPlatform().name || (await hasHandler(platform))) return runCommand;
  const qemu = `/usr/bin/qemu-${platform.machine}-static`;
  const missing = `${platform.name} on this machine needs root, Linux 6.7 or newer, and: apt-get install qemu-user-static arch-test`;
  if (!(await isThere(qemu)) || process.getuid?.() !== 0) throw new Error(missing);
  return (command, options) => emulated(qemu, platform, command, options);
}

/** True where the machine runs such programs already (Docker Desktop, the package binfmt-support). */
function hasHandler({ machine }: ImagePlatform): Promise<boolean> {
  return isThere(`/proc/sys/fs/binfmt_misc/qemu-${machine}`);
}

function isThere(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Runs a command in user, mount and process namespaces of its own where qemu runs the foreign programs. `$0` is the handler,
 * the rest the command. The first shell waits for its user map, which only we may write; the second one is root in it.
 */
async function emulated(
  qemu: string,
  { machine }: ImagePlatform,
  command: string[],
  options: Parameters<RunWrapper>[1] = {},
): Promise<void> {
  const handler = `:qemu-${machine}:M::${elf}${machineNumbers[machine]}:${elfMask}:${qemu}:FC`;
  const inner = [
    'mount -t proc proc /proc',
    'mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc',
    'printf %s "$0" >/proc/sys/fs/binfmt_misc/register',
    // Becoming root in the namespace takes away what unshare's --kill-child had set (prctl(2), PR_SET_PDEATHSIG).
    'exec setpriv --pdeathsig KILL -- "$@"',
  ].join(' && ');
  const outer = 'read -r mapped && exec sh -c "$@"';
  const namespaces = ['--user', '--mount', '--pid', '--fork', '--kill-child'];
  await runCommand(['unshare', ...namespaces, 'sh', '-c', outer, 'sh', inner, handler, ...command], {
    ...options,
    async started(child) {
      await untilUnshared(child.pid ?? 0);
      for (const map of ['uid_map', 'gid_map']) await writeFile(`/proc/${child.pid}/${map}`, '0 0 65536\n');
      child.stdin?.end('mapped\n');
    },
  });
}

/** Waits until the process has left our user namespace: before, its map cannot be written. */
async function untilUnshared(pid: number): Promise<void> {
  const own = await readlink('/proc/self/ns/user');
  while ((await readlink(`/proc/${pid}/ns/user`)) === own) await sleep(5);
}
