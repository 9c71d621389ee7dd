import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where builds keep what they can find again by its content. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'raibid-ci', 'images');
}
