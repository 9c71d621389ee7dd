import type { TokenRecord } from '../../port/tokens.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { document } from '../reply.ts';
import { script } from '../script.ts';

/**
 * Removes on the way what has ended: nobody else looks at old sessions. Not left to Redis' own expiry: times are the
 * caller's, and a clock that jumped must not log people out for good.
 */
const createScript = script(
  'create a token',
  [],
  `
  for _, hash in ipairs(call('ZRANGEBYSCORE', P .. 'tokens-by-end', '-inf', A.createdAt, 'LIMIT', 0, 1000)) do
    call('HDEL', P .. 'tokens', hash)
    call('ZREM', P .. 'tokens-by-end', hash)
  end
  call('HSET', P .. 'tokens', A.hash, A.record)
  if A.expiresAt == cjson.null then
    call('ZREM', P .. 'tokens-by-end', A.hash)
  else
    call('ZADD', P .. 'tokens-by-end', A.expiresAt, A.hash)
  end
  return 1
`,
);

const deleteScript = script(
  'delete a token',
  [],
  `
  call('ZREM', P .. 'tokens-by-end', A.hash)
  return call('HDEL', P .. 'tokens', A.hash)
`,
);

export async function createToken(connection: Connection, token: TokenRecord): Promise<void> {
  await connection.run(createScript, { ...token, record: JSON.stringify(token) });
}

/** Null when unknown or past its time. */
export async function findToken(
  { read }: Pick<Connection, 'read'>,
  hash: string,
  at: number,
): Promise<TokenRecord | null> {
  const record = await read('HGET', `${keyPrefix}tokens`, hash);
  if (record === null) return null;
  const token = document<TokenRecord>(record);
  return token.expiresAt !== null && token.expiresAt <= at ? null : token;
}

export async function deleteToken(connection: Connection, hash: string): Promise<void> {
  await connection.run(deleteScript, { hash });
}
