import { statfs } from 'node:fs/promises';
import { type ServerConfig, sharedDirOf } from '../../contract/config.ts';
import type { Collectors } from './collectors.ts';

/** Room on the disks of the data folder and of the shared one (logs, artifacts, caches); the same disk on one machine. */
export async function readDisks(config: ServerConfig, collectors: Collectors): Promise<void> {
  const folders = { data: config.dataDir, shared: sharedDirOf(config) };
  for (const [folder, path] of Object.entries(folders)) {
    const disk = await statfs(path);
    collectors.diskSize.set({ folder }, disk.blocks * disk.bsize);
    collectors.diskAvailable.set({ folder }, disk.bavail * disk.bsize);
  }
}
