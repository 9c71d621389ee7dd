import type { ServerConfig } from '../../contract/config.ts';
import { readDisks } from '../disks.ts';
import type { Collectors } from './collectors.ts';

export async function measureDisks(config: ServerConfig, collectors: Collectors): Promise<void> {
  for (const { folder, size, available } of await readDisks(config)) {
    collectors.diskSize.set({ folder }, size);
    collectors.diskAvailable.set({ folder }, available);
  }
}
