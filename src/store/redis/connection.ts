import { createClient } from '@redis/client';
import type { Logger } from '../../shared/logger.ts';
import { callsTogether } from './calls-together.ts';
import { keyPrefix } from './keys.ts';
import { integer, list, texts } from './reply.ts';
import { type FrequentScript, type Script, scriptArgument } from './script.ts';
import { storeError } from './store-error.ts';

/** Where the server is and who we are there. The password never is part of the URL. */
export interface RedisAccess {
  /** `redis://host:port/database`; `rediss://` for TLS. */
  url: string;
  user?: string | undefined;
  password?: string | undefined;
  /** PEM of the authority that signed the server's certificate; without it those that Node knows. */
  ca?: string | undefined;
}

export type RedisClient = ReturnType<typeof newClient>;

/** The two ways to the server, both by script; a lost connection is `store_unavailable`. */
export interface Connection {
  /** Runs one operation; large texts go beside its argument, where nobody has to decode them. Not repeated when its answer is lost: the caller knows whether it may be. */
  run(script: Script, argument?: object, ...texts: string[]): Promise<unknown>;
  /** The same for an operation that comes often: calls of one turn of the event loop share one run of the script. */
  runOften<Name extends string>(
    script: FrequentScript<Name>,
    argument: Record<Name, string | number>,
  ): Promise<unknown>;
  /** One plain command that reads. */
  read(...command: string[]): Promise<unknown>;
  /** How many heard it; null when Redis is away: a wake-up may be lost, as everybody also looks by himself. */
  publish(channel: string, message: string): Promise<number | null>;
  close(): Promise<void>;
}

/** Longest wait for one connection, and between two tries. Milliseconds. */
const connectTimeout = 5_000;
const longestPause = 1_000;
/** A server that answers nothing for so long, pings included, is away: calls fail instead of hanging. Milliseconds. */
const silence = 10_000;

/** Connects; when the connection is lost later it comes back by itself, and calls made meanwhile fail at once. */
export async function connect(access: RedisAccess, log: Logger): Promise<RedisClient> {
  const client = newClient(access);
  let connected = false;
  client.on('error', (error: Error) => {
    if (connected) log.warn({ error: error.message }, 'the connection to Redis is lost');
    connected = false;
  });
  client.on('ready', () => {
    connected = true;
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.destroy();
    throw storeError(error, access.url);
  }
}

function newClient({ url, user, password, ca }: RedisAccess) {
  const tls = new URL(url).protocol === 'rediss:';
  let everReady = false;
  // The first connection is tried once, so that a wrong address is said at once; after that it is tried for ever.
  const reconnectStrategy = (tries: number, cause: Error): number | Error =>
    everReady ? Math.min(20 * 2 ** Math.min(tries, 10), longestPause) : cause;
  const common = { connectTimeout, socketTimeout: silence, reconnectStrategy };
  const client = createClient({
    url,
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    socket: tls ? { ...common, tls: true, ...(ca === undefined ? {} : { ca }) } : { ...common, tls: false },
    disableOfflineQueue: true,
    disableClientInfo: true,
    // The client's own time limit ends when a command is written, at once here, and costs a timer and a signal each: a
    // fifth of the client's time. `silence` watches what was written.
    commandOptions: { timeout: 0 },
    pingInterval: silence / 3,
  });
  client.on('ready', () => {
    everReady = true;
  });
  return client;
}

/**
 * Runs scripts by their digest. After a restart Redis has forgotten them: it says so before it does anything. `changed` hears
 * the topics of what each script changed.
 */
export function connectionOn(client: RedisClient, where: string, changed: (topics: string[]) => void): Connection {
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw storeError(error, where);
    }
  };
  const evaluate = async (script: Script, values: string[]): Promise<unknown> => {
    const [topics, answer] = list(await client.sendCommand(['EVALSHA', script.sha, '1', keyPrefix, ...values]));
    changed(texts(topics));
    return answer;
  };
  const evaluateLoaded = async (script: Script, values: string[]): Promise<unknown> => {
    try {
      return await evaluate(script, values);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      await client.sendCommand(['SCRIPT', 'LOAD', script.source]);
      return await evaluate(script, values);
    }
  };
  const together = callsTogether(evaluateLoaded);
  return {
    run: (script, argument = {}, ...texts) =>
      attempt(() => evaluateLoaded(script, [scriptArgument(argument), ...texts])),
    runOften: (script, argument) =>
      attempt(() =>
        together(
          script,
          script.names.map((name) => String(argument[name])),
        ),
      ),
    read: (...command) => attempt(() => client.sendCommand(command)),
    publish: (channel, message) => {
      const received = client.sendCommand(['PUBLISH', channel, message]);
      return received.then(integer).catch(() => null);
    },
    close: async () => {
      if (client.isReady) await client.close();
      else client.destroy();
    },
  };
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
