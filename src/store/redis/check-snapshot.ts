import { silentLogger } from '../../shared/logger.ts';
import { connect, type RedisAccess } from './connection.ts';
import { keyPrefix } from './keys.ts';
import { text, texts } from './reply.ts';

type Fields = Record<string, string>;

/** All that a store holds, by key without the prefix. */
export interface Snapshot {
  hashes: Map<string, Fields>;
  /** Members in their order. */
  sorted: Map<string, string[]>;
  sets: Map<string, Set<string>>;
  /** The job that each entry names, by entry. */
  streams: Map<string, Fields>;
  strings: Map<string, string>;
}

/** Reads everything, key by key: only for a store that nobody changes meanwhile. */
export async function readSnapshot(access: RedisAccess): Promise<Snapshot> {
  const client = await connect(access, silentLogger());
  const send = (...command: string[]): Promise<unknown> => client.sendCommand(command);
  const snapshot: Snapshot = {
    hashes: new Map(),
    sorted: new Map(),
    sets: new Map(),
    streams: new Map(),
    strings: new Map(),
  };
  try {
    await Promise.all(texts(await send('KEYS', `${keyPrefix}*`)).map((key) => readKey(send, key, snapshot)));
    return snapshot;
  } finally {
    client.destroy();
  }
}

async function readKey(
  send: (...command: string[]) => Promise<unknown>,
  key: string,
  { hashes, sorted, sets, streams, strings }: Snapshot,
): Promise<void> {
  const name = key.slice(keyPrefix.length);
  const readers: Record<string, () => Promise<unknown>> = {
    hash: async () => hashes.set(name, asFields(await send('HGETALL', key))),
    zset: async () => sorted.set(name, texts(await send('ZRANGE', key, '0', '-1'))),
    set: async () => sets.set(name, new Set(texts([...asIterable(await send('SMEMBERS', key))]))),
    stream: async () => streams.set(name, asEntries(await send('XRANGE', key, '-', '+'))),
    string: async () => strings.set(name, text(await send('GET', key))),
  };
  await readers[text(await send('TYPE', key))]?.();
}

function asFields(reply: unknown): Fields {
  return Object.fromEntries(Object.entries(reply ?? {}).map(([field, value]) => [field, text(value)]));
}

function asIterable(reply: unknown): unknown[] {
  return Array.isArray(reply) || reply instanceof Set ? [...reply] : [];
}

function asEntries(reply: unknown): Fields {
  const entries = asIterable(reply).map((entry) => {
    const [id, values] = asIterable(entry);
    return [text(id), texts(values)[1] ?? ''];
  });
  return Object.fromEntries(entries);
}

/** The hashes whose name begins so, by what follows. */
export function hashesOf({ hashes }: Snapshot, prefix: string): [string, Fields][] {
  return [...hashes]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, fields]): [string, Fields] => [name.slice(prefix.length), fields]);
}

/** Members of all sorted sets whose name begins so, with what follows in the name. */
export function membersOf({ sorted }: Snapshot, prefix: string): { of: string; member: string }[] {
  return [...sorted]
    .filter(([name]) => name.startsWith(prefix))
    .flatMap(([name, members]) => members.map((member) => ({ of: name.slice(prefix.length), member })));
}
