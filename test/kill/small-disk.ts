import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of its own, in memory, that can be filled to the last byte. */
export interface SmallDisk {
  folder: string;
  fill(): Promise<void>;
  free(): Promise<void>;
  remove(): Promise<void>;
}

const size = '64m';
const piece = Buffer.alloc(64 * 1024);

/** Mounts it at a new folder. Only root may: says so. */
export async function mountSmallDisk(folder: string): Promise<SmallDisk> {
  if (process.getuid?.() !== 0) throw new Error('run this as root: it mounts a small file system to fill it');
  const filler = join(folder, 'filler');
  await mkdir(folder);
  await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  return {
    folder,
    fill: async () => {
      const file = await open(filler, 'w');
      try {
        for (;;) await file.write(piece);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      } finally {
        await file.close();
      }
    },
    free: () => rm(filler, { force: true }),
    remove: async () => void (await run('umount', ['--lazy', folder])),
  };
}
