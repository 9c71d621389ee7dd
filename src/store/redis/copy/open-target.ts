import { RaibidError } from '../../../shared/errors.ts';
import type { CopyTarget } from '../../copy/ends.ts';
import type { RedisAccess } from '../connection.ts';
import { copierKey, keyPrefix, unfinishedKey } from '../keys.ts';
import { migrations } from '../migrate.ts';
import { type HeldStore, holdStore } from './hold-store.ts';
import { readRecords } from './read-records.ts';
import { writeRecords } from './write-records.ts';

/** Keys that a Redis may have which no server has worked on yet, without the prefix. */
const withoutContent = new Set([copierKey, `${keyPrefix}schema`].map((key) => key.slice(keyPrefix.length)));

/** Keys removed with one command. */
const handful = 1_000;

/**
 * An empty store to copy into. Until it is kept a mark in it tells servers to stay away, also when the copy is killed;
 * the next copy clears what that one has left. Errors: `already_exists` when it is not empty; `conflict` while a server
 * or another copy uses it; `store_unavailable`.
 */
export async function openRedisTarget(access: RedisAccess): Promise<CopyTarget> {
  const held = await holdStore(access);
  const { redis } = held;
  try {
    await makeEmpty(held, access.url);
    await redis.send('SET', unfinishedKey, 'a copy fills this store');
  } catch (error) {
    await held.release();
    throw error;
  }
  return {
    name: access.url,
    write: (batch) => writeRecords(held, batch),
    read: () => readRecords(held),
    keep: async () => {
      await redis.send('SET', `${keyPrefix}schema`, migrations.at(-1)?.to ?? 0);
      await redis.send('DEL', unfinishedKey);
      await held.release();
    },
    discard: async () => {
      // When Redis is away the mark stays with the rest: servers refuse it, and the next copy clears it.
      await clear(held)
        .then(held.release)
        .catch(() => held.leave());
    },
  };
}

async function makeEmpty(held: HeldStore, url: string): Promise<void> {
  const { redis } = held;
  if ((await redis.send('EXISTS', unfinishedKey)) === 1) return clear(held);
  const found = (await redis.keys('')).filter((key) => !withoutContent.has(key));
  if (found.length === 0) return;
  throw new RaibidError('already_exists', `The store ${url} is not empty: it has ${found.length} keys.`, {
    hint: 'A copy goes into an empty store only: name another database or server.',
    details: { keys: found.length },
  });
}

/** The mark that it is unfinished goes last. */
async function clear({ redis }: HeldStore): Promise<void> {
  const keys = (await redis.keys('')).map((key) => keyPrefix + key);
  const content = keys.filter((key) => key !== copierKey && key !== unfinishedKey);
  for (let start = 0; start < content.length; start += handful) {
    await redis.send('UNLINK', ...content.slice(start, start + handful));
  }
  await redis.send('DEL', unfinishedKey);
}
