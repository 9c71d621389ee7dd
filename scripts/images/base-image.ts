import { parseImage } from '../../src/manifests/images/image-reference.ts';
import { readDigest } from '../../src/manifests/images/registry.ts';
import { isRaibidError } from '../../src/shared/errors.ts';
import { imageEpoch } from './epoch.ts';
import type { ImagePlatform } from './platform.ts';
import type { RunWrapper } from './run-command.ts';

/** The image below all others. */
export const baseName = 'docker.io/library/debian:bookworm-slim';
const suite = 'bookworm';
const mirror = 'http://deb.debian.org/debian';
const security = 'http://deb.debian.org/debian-security';

/** What official slim images leave out: nobody reads manuals in a container. */
const leftOut = ['doc', 'info', 'locale', 'lintian', 'linda', 'man', 'groff'].map((name) => `/usr/share/${name}/*`);

export type BaseImage =
  /** `name@digest`, as the registry has it now. */
  | { from: 'registry'; reference: string; digest: string }
  /** No registry can be reached: to be put together by `assembleBase`. */
  | { from: 'packages'; why: string };

/** Finds out where the base comes from: its registry, or, where that cannot be reached, Debian's packages. */
export async function findBase(source: 'auto' | 'registry' | 'packages'): Promise<BaseImage> {
  if (source === 'packages') return { from: 'packages', why: 'as wanted' };
  const image = parseImage(baseName);
  if (!image) throw new Error(`${baseName} is no image name`);
  try {
    const digest = await readDigest(image, { insecure: [], credentials: new Map() });
    return { from: 'registry', reference: `${baseName}@${digest}`, digest };
  } catch (error) {
    if (!isRaibidError(error) || source === 'registry') throw error;
    return { from: 'packages', why: error.message };
  }
}

/**
 * The root file system of a Debian like that of the official slim image, from the packages of Debian's mirror, as a tar
 * file. The same packages give the same bytes. Needs mmdebstrap, and root.
 */
export async function assembleBase(file: string, platform: ImagePlatform, run: RunWrapper): Promise<void> {
  const excluded = [
    ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
    '--dpkgopt=path-include=/usr/share/doc/*/copyright',
  ];
  const command = [
    'mmdebstrap',
    '--quiet',
    '--mode=root',
    '--variant=minbase',
    `--architectures=${platform.architecture}`,
    // Born with a merged /usr: the package that merges it later would bring all of Perl.
    '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
    '--include=tzdata,usr-is-merged',
    ...excluded,
    // Nothing here has to survive a power cut, and dpkg's syncs take most of the time.
    '--dpkgopt=force-unsafe-io',
    '--skip=output/dev,output/mknod',
    // The host's name server and host name are no part of an image.
    '--customize-hook=rm -rf "$1"/etc/resolv.conf "$1"/etc/hostname "$1"/var/log/* "$1"/var/cache/ldconfig/*',
    suite,
    file,
    `deb ${mirror} ${suite} main`,
    `deb ${mirror} ${suite}-updates main`,
    `deb ${security} ${suite}-security main`,
  ];
  await run(command, { env: { ...process.env, SOURCE_DATE_EPOCH: String(imageEpoch) } });
}
