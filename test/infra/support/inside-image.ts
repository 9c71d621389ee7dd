import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { platformRunner } from '../../../scripts/images/emulation.ts';
import { chosenPlatforms, type ImagePlatform, ownPlatform } from '../../../scripts/images/platform.ts';

/** The platform of images that this machine is not. */
export function otherPlatform(): ImagePlatform {
  const own = ownPlatform();
  const [other = own] = chosenPlatforms(own.name === 'linux/amd64' ? 'linux/arm64' : 'linux/amd64');
  return other;
}

/**
 * `$1` is the tree, `$2` the user; then the folders to mount, each with its place inside; `--`; the command. The shell stays:
 * a first process that becomes another user would outlive the one that started it (prctl(2), PR_SET_PDEATHSIG).
 */
const enter = `
set -eu
tree=$1 user=$2
shift 2
mount --rbind /dev "$tree/dev"
mount -t proc proc "$tree/proc"
while [ "$1" != -- ]; do
  mount --bind "$1" "$tree$2"
  shift 2
done
shift
chroot --userspec="$user" "$tree" env -i "$@"
exit $?
`;

export interface InsideOptions {
  /** By number, as images name it. */
  user: string;
  /** Folders of this machine by where they are inside; everybody may write there. */
  mounts: Record<string, string>;
  env?: Record<string, string>;
}

/**
 * Runs a program of an image for that platform which is unpacked at `tree`, as a container would: processes and mounts of its own,
 * but this machine's network. Rejects with its last lines when it fails, or is ended by `stopCommands`.
 */
export async function runInside(
  platform: ImagePlatform,
  tree: string,
  command: readonly string[],
  { user, mounts, env }: InsideOptions,
): Promise<void> {
  for (const [folder, place] of Object.entries(mounts)) {
    await mkdir(join(tree, place), { recursive: true });
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o777);
  }
  // A runtime gives a user whom the image does not know this home.
  const variables = Object.entries({ PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/', ...env }).map((pair) =>
    pair.join('='),
  );
  const run = await platformRunner(platform);
  const words = [tree, user, ...Object.entries(mounts).flat(), '--', ...variables, ...command];
  await run(['sh', '-c', enter, 'sh', ...words]);
}
