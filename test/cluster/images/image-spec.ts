import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isThere } from '../keep.ts';
import { bedCache } from '../programs/build.ts';
import { type ImageConfig, writeImage } from './archive.ts';
import { type DebianPackages, fillWithDebian } from './debian-root.ts';

const run = promisify(execFile);

/** What an image is made of. Paths of the image begin with a slash. */
export interface ImageSpec {
  /** The whole reference, such as `docker.io/library/redis:7.0.15-bookworm`. */
  name: string;
  /** More references under which the same image is known. */
  aliases?: string[];
  config: ImageConfig;
  /** A Debian below all else; without it the image holds only what is named here. */
  debian?: DebianPackages;
  /** Folders of this machine by their place, copied with all that is in them. */
  trees?: Record<string, string>;
  /** Programs by their place in the image: files of this machine, mode 0755. */
  programs?: Record<string, string>;
  /** Texts by their place; those below a `bin` folder may be run. */
  texts?: Record<string, string>;
  /** Targets of symbolic links by their place. */
  links?: Record<string, string>;
  /** Folders with mode and, where it is not root, owner. */
  folders?: Record<string, { mode: string; owner?: number }>;
}

/** The archive of the image; made when it is not in the cache. */
export async function imageArchive(spec: ImageSpec): Promise<string> {
  const file = join(bedCache(), 'images', `${spec.name.replaceAll(/[/:]/g, '_')}-${await digestOf(spec)}.tar`);
  if (await isThere(file)) return file;
  const root = await mkdtemp(join(tmpdir(), 'raibid-image-'));
  try {
    await fill(root, spec);
    await writeImage([spec.name, ...(spec.aliases ?? [])], root, spec.config, file);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  return file;
}

async function fill(root: string, spec: ImageSpec): Promise<void> {
  if (spec.debian !== undefined) await fillWithDebian(root, spec.debian);
  await chmod(root, 0o755);
  const place = async (path: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const [path, { mode, owner }] of Object.entries(spec.folders ?? {})) {
    await mkdir(join(root, path), { recursive: true });
    await chmod(join(root, path), Number.parseInt(mode, 8));
    if (owner !== undefined) await run('chown', [`${owner}:${owner}`, join(root, path)]);
  }
  for (const [path, source] of Object.entries(spec.trees ?? {})) {
    await mkdir(join(root, path), { recursive: true });
    // Go's module cache is read-only, and owned by whoever filled it.
    await run('cp', ['-r', '--no-preserve=mode,ownership', `${source}/.`, join(root, path)]);
  }
  for (const [path, source] of Object.entries(spec.programs ?? {})) {
    await copyFile(source, await place(path));
    await chmod(join(root, path), 0o755);
  }
  for (const [path, text] of Object.entries(spec.texts ?? {}))
    await writeFile(await place(path), text, { mode: path.includes('/bin/') ? 0o755 : 0o644 });
  for (const [path, target] of Object.entries(spec.links ?? {})) await symlink(target, await place(path));
}

async function digestOf(spec: ImageSpec): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(spec));
  for (const source of Object.values(spec.programs ?? {})) hash.update(await readFile(source));
  return hash.digest('hex').slice(0, 12);
}
