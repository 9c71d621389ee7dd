import { link, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { randomId } from '../../shared/ids.ts';
import { syncFolder } from '../../shared/sync-folder.ts';
import { errorCode } from './disk-error.ts';

/** Starts the names of files that are not finished; what a crash leaves of them is never read. */
export const unfinished = '.new-';

/**
 * Writes a whole file that appears under its name only when it is on disk: temporary file, sync, link, sync of the
 * folder. `link` refuses a name that exists, so of two writers one wins. Answers false when the name was taken.
 */
export async function writeNewFile(folder: string, name: string, content: Buffer): Promise<boolean> {
  const temporary = join(folder, unfinished + randomId());
  try {
    await writeSynced(temporary, content);
    await link(temporary, join(folder, name));
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
  await syncFolder(folder);
  return true;
}

/** As above, but in the place of a file that has the name. */
export async function replaceFile(folder: string, name: string, content: Buffer): Promise<void> {
  const temporary = join(folder, unfinished + randomId());
  try {
    await writeSynced(temporary, content);
    await rename(temporary, join(folder, name));
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

async function writeSynced(path: string, content: Buffer): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
