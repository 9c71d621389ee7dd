import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rename } from 'node:fs/promises';
import { arch } from 'node:os';
import { dirname, join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { fetchChecked } from '../tools/fetch-checked.ts';
import { runProgram } from '../tools/run-program.ts';
import type { K3sPlaces } from './places.ts';

/** Names of the release files of k3s-io/k3s, by the architecture as Node names it. */
const releases: Record<string, { binary: string; images: string; checksums: string }> = {
  x64: { binary: 'k3s', images: 'k3s-airgap-images-amd64.tar.zst', checksums: 'sha256sum-amd64.txt' },
  arm64: { binary: 'k3s-arm64', images: 'k3s-airgap-images-arm64.tar.zst', checksums: 'sha256sum-arm64.txt' },
};

/** Where the files of a k3s release are. A `+` in a tag must be written as `%2B`. */
export interface K3sRelease {
  binary: string;
  images: string;
  checksums: string;
}

/** Addresses for a version and an architecture (`x64`, `arm64`). Throws `input_invalid` for another one. */
export function releaseOf(version: string, architecture: string = arch()): K3sRelease {
  const names = releases[architecture];
  if (names === undefined) throw new RaibidError('input_invalid', `k3s has no release for ${architecture}.`);
  const folder = `https://github.com/k3s-io/k3s/releases/download/${encodeURIComponent(version)}`;
  return {
    binary: `${folder}/${names.binary}`,
    images: `${folder}/${names.images}`,
    checksums: `${folder}/${names.checksums}`,
  };
}

/** Name of the binary in a bundle. */
export const bundledBinary = 'k3s/k3s';

/** Version of the k3s that is installed, such as `v1.36.4+k3s1`; null: none that works. */
export async function installedVersion(
  { binary }: K3sPlaces,
  context: Pick<ComponentContext, 'env' | 'signal'>,
): Promise<string | null> {
  if (!existsSync(binary)) return null;
  const { code, stdout } = await runProgram(binary, ['--version'], context).catch(() => ({ code: null, stdout: '' }));
  return code === 0 ? (/^k3s version (\S+)/.exec(stdout)?.[1] ?? null) : null;
}

/** Puts the wanted version in place of what is there, in one step; a running k3s keeps its own until it is restarted. */
export async function installBinary(context: ComponentContext, places: K3sPlaces): Promise<void> {
  const source = await binaryFile(context);
  await mkdir(dirname(places.binary), { recursive: true });
  const draft = `${places.binary}.new`;
  await copyFile(source, draft);
  await chmod(draft, 0o755);
  await rename(draft, places.binary);
  const found = await installedVersion(places, context);
  if (found === context.entry.version) return;
  throw new RaibidError('provision_failed', `${source} is ${found ?? 'no k3s'}, not k3s ${context.entry.version}.`);
}

/** From the bundle, the cache, or the makers with its checksum. */
async function binaryFile(context: ComponentContext): Promise<string> {
  const { bundle, entry, paths, mirror, signal } = context;
  if (bundle !== null) return bundle.take(bundledBinary);
  const release = releaseOf(entry.version);
  const file = join(paths.cache, 'k3s', entry.version, 'k3s');
  if (!existsSync(file)) {
    context.progress(`fetching k3s ${entry.version}`);
    await fetchChecked(release.binary, release.checksums, file, { mirror, signal });
  }
  return file;
}
