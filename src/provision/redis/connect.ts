import { createClient } from '@redis/client';
import type { ComponentContext } from '../context.ts';
import { withPortForward } from '../port-forward.ts';
import { secretValue } from '../secrets/stored-secret.ts';

/** Users of infra/redis whose passwords stand in the Secret redis-users. */
export type RedisUser = 'server' | 'keda' | 'monitor' | 'backup';

/** Sends one command; answers what Redis answers, or throws its refusal. */
export type SendCommand = (...words: string[]) => Promise<unknown>;

/** Redis on the loopback of this machine while `use` runs; `as` logs in as one of its users. */
export function withRedis<Result>(
  context: ComponentContext,
  use: (
    as: <T>(user: RedisUser, ask: (send: SendCommand) => Promise<T>) => Promise<T>,
    port: number,
  ) => Promise<Result>,
): Promise<Result> {
  const place = { namespace: 'raibid-redis', target: 'service/redis', port: 6379 };
  return withPortForward(context, place, ({ port }) =>
    use(async (user, ask) => {
      const password = await secretValue(context, place.namespace, 'redis-users', `${user}-password`);
      return withLogin(port, { username: user, password }, ask);
    }, port),
  );
}

/** One connection with or without a login, closed afterwards. */
export async function withLogin<T>(
  port: number,
  login: { username?: string; password?: string },
  ask: (send: SendCommand) => Promise<T>,
): Promise<T> {
  const client = createClient({ ...login, socket: { host: '127.0.0.1', port, reconnectStrategy: false } });
  // Each command rejects by itself when the connection breaks.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await ask((...words) => client.sendCommand(words));
  } finally {
    client.destroy();
  }
}
