import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorCode } from './disk-error.ts';
import { unfinished } from './write-new-file.ts';

/** No upload takes this long; a younger one may be under way in another server on the same folder. Milliseconds. */
const abandonedAfter = 24 * 3_600_000;

/** Deletes what uploads have left below a folder whose process was killed. */
export async function removeAbandoned(folder: string, now: number): Promise<void> {
  const paths = await readdir(folder, { recursive: true });
  for (const path of paths.filter((path) => basename(path).startsWith(unfinished))) {
    await removeIfOld(join(folder, path), now);
  }
}

async function removeIfOld(path: string, now: number): Promise<void> {
  try {
    if (now - (await stat(path)).mtimeMs > abandonedAfter) await rm(path, { force: true });
  } catch (error) {
    // Finished or removed meanwhile.
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
