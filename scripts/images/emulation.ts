import type { ImagePlatform } from './platform.ts';
import { ownPlatform } from './platform.ts';

/** Words in front of a command whose programs are for another platform than this machine's. */
export async function commandPrefix(platform: ImagePlatform): Promise<string[]> {
  if (platform.name === ownPlatform().name) return [];
  throw new Error(`images for ${platform.name} cannot be built on this machine`);
}
