import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import { type Logger, silentLogger } from '../../shared/logger.ts';
import type { Store } from '../port.ts';
import { type Connection, connect, connectionOn, type RedisAccess, type RedisClient } from './connection.ts';
import { copierKey, signalChannel, unfinishedKey, versionMessage } from './keys.ts';
import { type Migration, migrate, migrations, refuseNewer } from './migrate.ts';
import { checkServer } from './server-settings.ts';
import { redisSignals } from './signals.ts';
import { storeError } from './store-error.ts';
import { storeOperations } from './store-operations.ts';
import { takeOver } from './take-over.ts';

export interface RedisStoreOptions extends RedisAccess {
  log?: Logger | undefined;
  /** Asks servers of older versions to stop when the data must change, and waits; without it they are a reason to refuse. */
  takeOver?: boolean | undefined;
  /** Called, perhaps more than once, when a newer version wants the store or has changed it: close it soon. */
  onNewer?: (() => void) | undefined;
}

/**
 * Opens the store on a Redis server (>= 7; or Valkey) and brings its schema up to date. Any number of processes may open
 * the same one: they share the work and hear each other's signals. When the connection is lost, operations are refused
 * with `store_unavailable` until it is back. Errors: `input_invalid`, `store_newer`, `store_unavailable`.
 */
export async function openRedisStore(options: RedisStoreOptions, known = migrations): Promise<Store> {
  const { log = silentLogger(), takeOver: takesOver = false, onNewer = () => {}, ...access } = options;
  refusePassword(access.url);
  const client = await connect(access, log);
  const connection = connectionOn(client, access.url, (topics) => signals.tell(topics));
  const signals = redisSignals(connection.publish);
  try {
    await checkServer(connection, access.url, log);
    await (takesOver ? takeOver(connection, known, log) : migrate(connection, known));
    const lookAtVersion = () => tellOfNewer(connection, known, onNewer);
    const listener = await listen(access, log, (message) => {
      if (message === versionMessage) lookAtVersion();
      else signals.hear(message);
    });
    await refuseOutsider(connection, access.url, known).catch((error: unknown) => {
      listener.destroy();
      throw error;
    });
    // While it did not listen it was not counted; and its next operations must not find another form.
    for (const each of [listener, client]) each.on('ready', lookAtVersion);
    log.debug({ store: access.url }, 'store opened');
    return {
      ...storeOperations(connection),
      signals,
      close: async () => {
        signals.flush();
        // In this order: who listens no more has nothing under way.
        await connection.close().finally(() => {
          if (listener.isOpen) listener.destroy();
        });
      },
    };
  } catch (error) {
    client.destroy();
    throw error;
  }
}

/** A connection that listens may do nothing else. It subscribes again by itself after it was lost. */
async function listen(access: RedisAccess, log: Logger, hear: (message: string) => void): Promise<RedisClient> {
  const listener = await connect(access, log);
  try {
    await listener.subscribe(signalChannel, hear);
    return listener;
  } catch (error) {
    listener.destroy();
    throw storeError(error, access.url);
  }
}

/** What may have happened between the look at the store and the moment from which on this server is counted. */
async function refuseOutsider(connection: Connection, url: string, known: readonly Migration[]): Promise<void> {
  await refuseNewer(connection, known);
  await refuseCopied(connection, url);
}

/** Calls `onNewer` when the data is, or is to become, of a newer version. Redis that is away has no say. */
function tellOfNewer(connection: Connection, known: readonly Migration[], onNewer: () => void): void {
  refuseNewer(connection, known).catch((error: unknown) => {
    if (isRaibidError(error, 'store_newer')) onNewer();
  });
}

/**
 * A store that is being copied must stay as it is. Looked at after this server listens, as a copy counts the listeners
 * after it has set its mark: one of the two sees the other.
 */
async function refuseCopied({ read }: Pick<Connection, 'read'>, url: string): Promise<void> {
  if ((await read('EXISTS', copierKey, unfinishedKey)) === 0) return;
  throw new RaibidError('store_unavailable', `The store ${url} is being copied, or a copy into it was broken off.`, {
    hint: 'Wait for `raibid-cli store copy` to end. If it was killed, run it again.',
  });
}

/** Addresses stand in logs, arguments and the environment of processes; a password must not. */
export function refusePassword(url: string): void {
  if (new URL(url).password === '') return;
  throw new RaibidError('input_invalid', 'The address of the store holds a password.', {
    hint: 'Put it into a file and name that with --store-password-file.',
  });
}
