import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packPackage } from '../../../scripts/images/build-context.ts';
import { isThere, keep } from '../keep.ts';
import { bedCache } from '../programs/build.ts';
import { runShown } from '../run.ts';

const repository = join(import.meta.dirname, '..', '..', '..');

/**
 * Archives of the images of server, agent and job, made of the sources of this checkout as `npm run images` makes them, and
 * kept for a day.
 */
export async function platformImages(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-platform-images-'));
  try {
    const tarball = await packPackage(folder);
    const place = join(bedCache(), 'platform', await digestOf(tarball));
    if (!(await isThere(place))) await build(tarball, place);
    return (await readdir(place)).filter((file) => file.endsWith('.tar')).map((file) => join(place, file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function build(tarball: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  await removeOlder(dirname(place));
  const unfinished = `${place}.${process.pid}`;
  try {
    const words = ['--only', 'server,agent,job', '--package', tarball, '--output', unfinished];
    const code = await runShown([process.execPath, join(repository, 'scripts/images.ts'), ...words]);
    if (code !== 0) throw new Error('the images of the platform could not be built');
    await keep(unfinished, place);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Packages of yesterday will not come again. */
async function removeOlder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const { mtimeMs } = await stat(join(folder, name));
    if (mtimeMs < Date.now() - 86_400_000) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Of the package and of all that else decides what is in the images. */
async function digestOf(tarball: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(tarball));
  const folder = join(repository, 'images');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(file.slice(folder.length)).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}
