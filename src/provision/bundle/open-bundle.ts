import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { arch } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { RaibidError } from '../../shared/errors.ts';
import { type Archive, openArchive } from '../archive/read-archive.ts';
import type { BundleFiles } from '../context.ts';

export const bundleAboutSchema = z.looseObject({
  /** As Node names it: `x64`, `arm64`. */
  architecture: z.string(),
  /** Version of each component. */
  components: z.record(z.string(), z.string()),
});
export type BundleAbout = z.infer<typeof bundleAboutSchema>;

/** A bundle that `setup` takes its files from. */
export interface OpenBundle extends BundleFiles {
  about: BundleAbout;
  close(): Promise<void>;
}

/**
 * Opens a bundle for this machine. Files are unpacked one by one into `cache`, each when it is first asked for and after
 * its SHA-256 was checked. Throws `bundle_damaged`; `input_invalid` when it is for another architecture.
 */
export async function openBundle(file: string, cache: string, architecture: string = arch()): Promise<OpenBundle> {
  const archive = await openArchive(file, 'bundle');
  const about = aboutOf(archive, file);
  if (about.architecture !== architecture) {
    await archive.close();
    throw new RaibidError('input_invalid', `${file} is for ${about.architecture}, this machine is ${architecture}.`, {
      hint: `Make one with \`raibid-cli bundle create --arch ${architecture}\`.`,
    });
  }
  const folder = join(cache, 'bundles', nameOf(archive));
  const taken = new Map<string, Promise<string>>();
  return {
    about,
    names: archive.manifest.files.map(({ name }) => name),
    close: () => archive.close(),
    take(name) {
      const known = taken.get(name) ?? unpack(archive, name, join(folder, name));
      taken.set(name, known);
      return known;
    },
  };
}

/** The infra/ folder of a bundle, unpacked: versions and images there are those that the bundle brings. */
export async function bundledInfra(bundle: BundleFiles): Promise<string> {
  for (const name of bundle.names.filter((each) => each.startsWith('infra/'))) await bundle.take(name);
  return dirname(await bundle.take('infra/components.yaml'));
}

/** What a bundle says of itself. */
export function aboutOf({ manifest }: Archive, file: string): BundleAbout {
  const { data, error } = bundleAboutSchema.safeParse(manifest.about);
  if (data !== undefined) return data;
  throw new RaibidError('bundle_damaged', `${file} does not say what it is for.`, { cause: error });
}

/** The same bundle has the same folder; what an earlier run left there is never trusted, as it is not checked. */
async function unpack(archive: Archive, name: string, path: string): Promise<string> {
  if ((await stat(path).catch(() => null)) !== null) await rm(path);
  await archive.extract(name, path);
  return path;
}

function nameOf({ manifest }: Archive): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex').slice(0, 16);
}
