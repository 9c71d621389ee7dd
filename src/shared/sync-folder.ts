import { open } from 'node:fs/promises';

/** A file is found again after power loss only when its folder's entry is on disk too. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
