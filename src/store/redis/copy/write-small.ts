import type { CopiedClaim, RecordKinds } from '../../copy/records.ts';
import { keyPrefix } from '../keys.ts';
import { statusArgument } from '../runs/commit-argument.ts';
import type { RedisReading } from './read-records.ts';

type To = Pick<RedisReading, 'redis'>;

export async function writeDelivery({ redis: { send } }: To, delivery: RecordKinds['delivery']): Promise<void> {
  const { key, repositoryId, runIds, at } = delivery;
  await send('HSET', `${keyPrefix}deliveries`, key, JSON.stringify(runIds));
  if (at > 0) await send('ZADD', `${keyPrefix}deliveries-by-time`, at, `${repositoryId ?? ''} ${key}`);
  if (repositoryId !== null) await send('SADD', `${keyPrefix}deliveries-of:${repositoryId}`, key);
}

export async function writeGroup({ redis }: To, { key, version, ...body }: RecordKinds['group']): Promise<void> {
  await redis.send('HSET', `${keyPrefix}groups`, key, `${version} ${JSON.stringify(body)}`);
}

/** Three hashes take turns, by the hour: see the claim. */
export async function writeClaim({ redis }: To, { claimId, jobId, attempt, hour }: CopiedClaim): Promise<void> {
  await redis.send('HSET', `${keyPrefix}claims:${hour % 3}`, 'hour', hour, claimId, `${attempt} ${jobId}`);
}

/** Ids are stored with a fixed width: equal times are ordered by text. */
export async function writeOutboxEntry({ redis: { send } }: To, entry: RecordKinds['outbox entry']): Promise<void> {
  const id = entry.id.padStart(15, '0');
  const { repository, body, forge, newest } = statusArgument(entry);
  const fields = { forge, repository, status: body, newest, tries: entry.tries };
  await Promise.all([
    send('HSET', `${keyPrefix}outbox-entry:${id}`, ...Object.entries(fields).flat()),
    send('HSET', `${keyPrefix}outbox-newest`, newest, id),
    send('ZADD', `${keyPrefix}outbox`, entry.nextTryAt, id),
  ]);
}

export async function writeToken({ redis: { send } }: To, token: RecordKinds['token']): Promise<void> {
  await send('HSET', `${keyPrefix}tokens`, token.hash, JSON.stringify(token));
  if (token.expiresAt !== null) await send('ZADD', `${keyPrefix}tokens-by-end`, token.expiresAt, token.hash);
}
