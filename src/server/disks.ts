import { statfs } from 'node:fs/promises';
import { type ServerConfig, sharedDirOf } from '../contract/config.ts';
import type { DiskView } from '../contract/views.ts';

const megabyte = 1024 ** 2;
/** Less room than this (bytes) is none: a commit of the store and a batch of log lines must fit. */
const least = 100 * megabyte;
/** A tenth of the disk, at most this (bytes): two of the largest uploads. */
const enough = 10 * 1024 * megabyte;

/** Room on the disks of the data folder and of the shared one (logs, artifacts, caches); the same disk on one machine. */
export async function readDisks(config: Pick<ServerConfig, 'dataDir' | 'sharedDir'>): Promise<DiskView[]> {
  const folders = { data: config.dataDir, shared: sharedDirOf(config) };
  return Promise.all(
    Object.entries(folders).map(async ([folder, path]) => {
      const { blocks, bavail, bsize } = await statfs(path);
      const [size, available] = [blocks * bsize, bavail * bsize];
      return { folder: folder === 'data' ? 'data' : 'shared', size, available, state: stateOf(size, available) };
    }),
  );
}

function stateOf(size: number, available: number): DiskView['state'] {
  const [full, nearly] = [Math.min(least, size / 100), Math.min(enough, size / 10)];
  if (available < full) return 'full';
  return available < nearly ? 'nearly full' : 'well';
}
