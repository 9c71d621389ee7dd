import { join } from 'node:path';
import type { ServerConfig } from '../contract/config.ts';
import type { Logger } from '../shared/logger.ts';
import type { Store } from './port.ts';

type Place = Pick<ServerConfig, 'dataDir' | 'store'>;

/**
 * Opens the store that the settings name. Only its driver is loaded. `onNewer` is called when a newer version wants it (Redis
 * only): close it soon. Errors: those of the driver.
 */
export async function openStore({ dataDir, store }: Place, log: Logger, onNewer?: () => void): Promise<Store> {
  if (store === undefined) {
    const { openSqliteStore } = await import('./sqlite/open.ts');
    return openSqliteStore({ file: join(dataDir, 'state.db'), log });
  }
  const { openRedisStore } = await import('./redis/open.ts');
  return openRedisStore({ ...store, log, onNewer });
}

/** Which store that is, for people. */
export function storeKind({ store }: Pick<Place, 'store'>): string {
  return store === undefined ? 'sqlite' : 'redis';
}
