import { RaibidError } from '../../../shared/errors.ts';
import { checkVersion } from '../../copy/check-version.ts';
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

async function checkContent({ connection, redis }: HeldStore, url: string): Promise<void> {
  const found = await schemaVersion(connection);
  if (found === 0 || (await redis.send('EXISTS', unfinishedKey)) === 1) {
    throw new RaibidError('not_found', `There is no whole store on ${url}.`);
  }
  checkVersion(url, found, migrations.at(-1)?.to ?? 0);
}
