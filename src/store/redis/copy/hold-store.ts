import { setInterval } from 'node:timers';
import { RaibidError } from '../../../shared/errors.ts';
import { silentLogger } from '../../../shared/logger.ts';
import { type Connection, connect, connectionOn, type RedisAccess } from '../connection.ts';
import { copierKey, signalChannel } from '../keys.ts';
import { refusePassword } from '../open.ts';
import { storeOperations } from '../store-operations.ts';
import { type Commands, commandsOn } from './commands.ts';
import type { RedisWriting } from './write-records.ts';

/** A store that nobody else uses. */
export interface HeldStore extends RedisWriting {
  /** @throws `conflict` when a server has come meanwhile */
  refuseServers(): Promise<void>;
  /** Others may use it again. */
  release(): Promise<void>;
  /** Ends the connection; what was held is free after a minute at the latest. */
  leave(): void;
}

/** How long the mark outlives a copy that was killed, and how often it is renewed. Milliseconds. */
const markLasts = 60_000;
const renewal = 15_000;

/** Connects and keeps servers and other copies out. Errors: `conflict` when there is one; `store_unavailable`. */
export async function holdStore(access: RedisAccess): Promise<HeldStore> {
  refusePassword(access.url);
  const client = await connect(access, silentLogger());
  const redis = commandsOn(client, access.url);
  // Nobody listens to a store that is being copied.
  const connection: Connection = connectionOn(client, access.url, () => {});
  const refuseServers = (): Promise<void> => refuseListeners(redis, access.url);
  try {
    await takeMark(redis, access.url);
    await refuseServers().catch(async (error: unknown) => {
      await redis.send('DEL', copierKey);
      throw error;
    });
  } catch (error) {
    client.destroy();
    throw error;
  }
  const renewing = setInterval(() => {
    // A renewal that fails is followed by a command of the copy that fails, too.
    redis.send('PEXPIRE', copierKey, markLasts).catch(() => {});
  }, renewal);
  const leave = (): void => {
    clearInterval(renewing);
    client.destroy();
  };
  return {
    redis,
    connection,
    store: storeOperations(connection),
    refuseServers,
    leave,
    release: async () => {
      await redis.send('DEL', copierKey).finally(leave);
    },
  };
}

async function takeMark({ send }: Commands, url: string): Promise<void> {
  if ((await send('SET', copierKey, 'held', 'NX', 'PX', markLasts)) === 'OK') return;
  throw new RaibidError('conflict', `The store ${url} is being copied by somebody else.`, {
    hint: 'Wait for that copy to end. If it was killed, its mark ends within a minute.',
  });
}

/** Every server listens on the channel of the store. */
async function refuseListeners({ send }: Commands, url: string): Promise<void> {
  const answer = await send('PUBSUB', 'NUMSUB', signalChannel);
  const listeners = Number(Object.values(answer ?? {}).at(-1));
  if (listeners === 0) return;
  throw new RaibidError('conflict', `The store ${url} is in use: ${listeners} servers listen there.`, {
    hint: 'Stop the servers that work on it, then copy.',
    details: { servers: listeners },
  });
}
