import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseImage } from '../../src/manifests/images/image-reference.ts';
import { readDigest } from '../../src/manifests/images/registry.ts';
import { isRaibidError } from '../../src/shared/errors.ts';
import { cacheFolder } from './cache-folder.ts';
import { imageEpoch } from './epoch.ts';
import type { ImagePlatform } from './platform.ts';
import type { RunWrapper } from './run-command.ts';

/** The image below all others. */
export const baseName = 'docker.io/library/debian:bookworm-slim';
const suite = 'bookworm';
const mirror = 'http://deb.debian.org';
const sources = [
  ['debian', suite],
  ['debian', `${suite}-updates`],
  ['debian-security', `${suite}-security`],
].map(([archive, name]) => ({
  line: `deb ${mirror}/${archive} ${name} main`,
  release: `${mirror}/${archive}/dists/${name}/InRelease`,
}));

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
 * file. The same packages give the same bytes, so it is kept until Debian's lists of packages change. Needs mmdebstrap, and
 * root. Answers the file, which is the cache's.
 */
export async function assembleBase(platform: ImagePlatform, run: RunWrapper): Promise<string> {
  const { architecture } = platform;
  const key = createHash('sha256')
    .update(`${baseCommand(architecture)}\n${await releases()}`)
    .digest('hex');
  const file = join(cacheFolder(), `base-${architecture}-${key.slice(0, 16)}.tar`);
  if (existsSync(file)) return file;
  await mkdir(cacheFolder(), { recursive: true });
  const unfinished = `${file}.${process.pid}.tar`;
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(imageEpoch) };
  try {
    await run([...baseCommand(architecture), unfinished, ...sources.map(({ line }) => line)], { env });
    await removeOlder(architecture);
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
  return file;
}

/** Debian's lists have changed: what was made from older ones is of no use any more. */
async function removeOlder(architecture: string): Promise<void> {
  const own = new RegExp(`^base-${architecture}-\\w+\\.tar$`);
  for (const name of await readdir(cacheFolder())) if (own.test(name)) await rm(join(cacheFolder(), name));
}

/** The signed heads of Debian's lists: they change with every package. */
async function releases(): Promise<string> {
  const texts = sources.map(async ({ release }) => {
    const answer = await fetch(release);
    if (!answer.ok) throw new Error(`${release} answers ${answer.status}`);
    return answer.text();
  });
  return (await Promise.all(texts)).join('\n');
}

function baseCommand(architecture: string): string[] {
  return [
    'mmdebstrap',
    '--quiet',
    '--mode=root',
    '--variant=minbase',
    `--architectures=${architecture}`,
    // Born with a merged /usr: the package that merges it later would bring all of Perl.
    '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
    '--include=tzdata,usr-is-merged',
    ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
    '--dpkgopt=path-include=/usr/share/doc/*/copyright',
    // Nothing here has to survive a power cut, and dpkg's syncs take most of the time.
    '--dpkgopt=force-unsafe-io',
    '--skip=output/dev,output/mknod',
    // The name server and the name of this machine are no part of an image.
    '--customize-hook=rm -rf "$1"/etc/resolv.conf "$1"/etc/hostname "$1"/var/log/* "$1"/var/cache/ldconfig/*',
    suite,
  ];
}
