import { RaibidError } from '../../../shared/errors.ts';
import type { CopySource } from '../../copy/ends.ts';
import type { RedisAccess } from '../connection.ts';
import { unfinishedKey } from '../keys.ts';
import { migrations, schemaVersion } from '../migrate.ts';
import { type HeldStore, holdStore } from './hold-store.ts';
import { readRecords } from './read-records.ts';

/**
 * Opens a store to copy from and keeps servers out of it. Errors: `conflict` while a server or another copy uses it, and
 * for a schema of another version; `not_found` when there is no store; `store_newer`; `store_unavailable`.
 */
export async function openRedisSource(access: RedisAccess): Promise<CopySource> {
  const held = await holdStore(access);
  try {
    await checkContent(held, access.url);
  } catch (error) {
    await held.release();
    throw error;
  }
  return {
    name: access.url,
    read: () => readRecords(held),
    verify: held.refuseServers,
    close: held.release,
  };
}

/** Another version may hold what this program does not know, or in another way. */
async function checkContent({ connection, redis }: HeldStore, url: string): Promise<void> {
  const known = migrations.at(-1)?.to ?? 0;
  const found = await schemaVersion(connection);
  if (found === 0 || (await redis.send('EXISTS', unfinishedKey)) === 1) {
    throw new RaibidError('not_found', `There is no whole store on ${url}.`);
  }
  if (found === known) return;
  const message = `The store ${url} has schema version ${found}; this program copies version ${known}.`;
  if (found > known) throw new RaibidError('store_newer', message, { details: { found, known } });
  throw new RaibidError('conflict', message, { hint: 'Start a server of this version on it once, then copy.' });
}
