import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { RaibidError } from '../../shared/errors.ts';
import type { ArtifactPort, CachePort } from '../ports.ts';

/**
 * Artifacts of one run as `<name>.tar.gz` files in a folder, which git ignores: it may be in the working tree that the
 * next job checks out.
 */
export function fileArtifacts(folder: string): ArtifactPort {
  const pathOf = (name: string) => join(folder, `${encodeURIComponent(name)}.tar.gz`);
  return {
    upload: async ({ name, archive, overwrite }) => {
      const stored = await storeStream(folder, archive);
      await writeFile(join(folder, '.gitignore'), '*\n');
      try {
        // A link is never made over a file that is there: two uploads of one name cannot both win.
        if (overwrite) await rename(stored.path, pathOf(name));
        else await link(stored.path, pathOf(name));
      } catch (cause) {
        if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
        throw new RaibidError('already_exists', `An artifact with the name ${name} exists already.`, { cause });
      } finally {
        await rm(stored.path, { force: true });
      }
      const id = createHash('sha256').update(`${name}\0${stored.sha256}`).digest('hex').slice(0, 16);
      return { id, size: stored.size, sha256: stored.sha256 };
    },
    list: async () => {
      const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.tar.gz'));
      return Promise.all(
        files.map(async (file) => ({
          name: decodeURIComponent(file.slice(0, -'.tar.gz'.length)),
          size: (await stat(join(folder, file))).size,
        })),
      );
    },
    download: async (name) => {
      if (!(await stat(pathOf(name)).catch(() => null)))
        throw new RaibidError('not_found', `There is no artifact ${name}.`);
      return createReadStream(pathOf(name));
    },
  };
}

const entrySchema = z.object({ key: z.string(), version: z.string(), size: z.number(), createdAt: z.number() });

/** Caches as `<id>.tar.gz` beside `<id>.json` in a folder; the id is a digest of key and version. */
export function fileCaches(folder: string): CachePort {
  return {
    find: async ({ key, restoreKeys, version }) => {
      const entries = (await readEntries(folder)).filter((entry) => entry.version === version);
      entries.sort((a, b) => b.createdAt - a.createdAt);
      const found =
        entries.find((entry) => entry.key === key) ??
        [key, ...restoreKeys]
          .map((prefix) => entries.find((entry) => entry.key.startsWith(prefix)))
          .find((entry) => entry);
      return found === undefined ? null : { id: found.id, key: found.key, size: found.size };
    },
    download: async (id) => createReadStream(join(folder, `${id}.tar.gz`)),
    save: async ({ key, version, archive }) => {
      const id = createHash('sha256').update(`${key}\0${version}`).digest('hex').slice(0, 16);
      const stored = await storeStream(folder, archive);
      if (await stat(join(folder, `${id}.json`)).catch(() => null)) {
        await rm(stored.path);
        return false;
      }
      await rename(stored.path, join(folder, `${id}.tar.gz`));
      const entry = { key, version, size: stored.size, createdAt: Date.now() };
      await writeFile(join(folder, `${id}.json`), JSON.stringify(entry));
      return true;
    },
  };
}

async function readEntries(folder: string): Promise<(z.infer<typeof entrySchema> & { id: string })[]> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.json'));
  const entries = await Promise.all(
    files.map(async (file) => {
      const parsed = entrySchema.safeParse(JSON.parse(await readFile(join(folder, file), 'utf8')));
      return parsed.success ? { ...parsed.data, id: file.slice(0, -'.json'.length) } : null;
    }),
  );
  return entries.filter((entry) => entry !== null);
}

/** Writes a stream to a new file of the folder; what breaks off leaves nothing. */
async function storeStream(folder: string, stream: Readable): Promise<{ path: string; size: number; sha256: string }> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `.new-${randomBytes(8).toString('hex')}`);
  const hash = createHash('sha256');
  let size = 0;
  const measure = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await pipeline(stream, measure, createWriteStream(path));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { path, size, sha256: hash.digest('hex') };
}
