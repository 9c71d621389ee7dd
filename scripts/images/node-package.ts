import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { root, runQuietly } from '../command.ts';
import { cacheFolder } from './cache-folder.ts';

const lockSchema = z.object({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional(), integrity: z.string().optional() })),
});

/**
 * Folder of the npm package that carries Node.js for a platform, at the version of the lock file: the installed one, or,
 * for another platform, one that npm fetches into the user's cache folder. Throws when its checksum is not the lock's.
 */
export async function nodePackage(name: string): Promise<string> {
  const installed = join(root, 'node_modules', name);
  if (await exists(installed)) return installed;
  const lock = lockSchema.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  const { version, integrity } = lock.packages[`node_modules/${name}`] ?? {};
  if (version === undefined || integrity === undefined) throw new Error(`package-lock.json does not pin ${name}`);
  return npmPackage(name, version, integrity);
}

/** Folder of an npm package, fetched into the user's cache folder. Throws when its checksum (SRI) is another. */
export async function npmPackage(name: string, version: string, integrity: string): Promise<string> {
  const folder = join(cacheFolder(), `${name}-${version}`);
  if (!(await exists(folder))) await fetchPackage(`${name}@${version}`, integrity, folder);
  return join(folder, 'package');
}

async function fetchPackage(wanted: string, integrity: string, folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await runQuietly('npm', ['pack', '--silent', '--pack-destination', unfinished, wanted]);
    const tarball = join(unfinished, (await readdir(unfinished))[0] ?? '');
    const found = `sha512-${createHash('sha512')
      .update(await readFile(tarball))
      .digest('base64')}`;
    if (found !== integrity) throw new Error(`${wanted} is not what package-lock.json pins: ${found}`);
    await runQuietly('tar', ['-xzf', tarball, '-C', unfinished, '--no-same-owner']);
    await rm(tarball);
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
