import type { RedisClient } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { text, textOrNull } from '../reply.ts';
import { storeError } from '../store-error.ts';

/** Plain commands on the keys of a store; names of keys go without the prefix. */
export interface Commands {
  send(...command: (string | number)[]): Promise<unknown>;
  get(key: string): Promise<string | null>;
  hash(key: string): Promise<Record<string, string>>;
  field(key: string, name: string): Promise<string | null>;
  /** Members of a sorted set, in order. */
  members(key: string): Promise<string[]>;
  score(key: string, member: string): Promise<number | null>;
  set(key: string): Promise<string[]>;
  /** Every key that begins so, each once; nobody may write meanwhile. */
  keys(prefix: string): Promise<string[]>;
}

/** How many keys one look goes over: it holds up nobody for a millisecond. */
const glance = 1_000;

export function commandsOn(client: RedisClient, where: string): Commands {
  const send: Commands['send'] = async (...command) => {
    try {
      return await client.sendCommand(command.map(String));
    } catch (error) {
      throw storeError(error, where);
    }
  };
  const at = (key: string): string => `${keyPrefix}${key}`;
  return {
    send,
    get: async (key) => textOrNull(await send('GET', at(key))),
    hash: async (key) => asFields(await send('HGETALL', at(key))),
    field: async (key, name) => textOrNull(await send('HGET', at(key), name)),
    members: async (key) => asTexts(await send('ZRANGE', at(key), 0, -1)),
    score: async (key, member) => asNumber(await send('ZSCORE', at(key), member)),
    set: async (key) => asTexts(await send('SMEMBERS', at(key))),
    keys: (prefix) => scanned(send, prefix),
  };
}

async function scanned(send: Commands['send'], prefix: string): Promise<string[]> {
  const found = new Set<string>();
  let cursor = '0';
  do {
    const answer = asItems(await send('SCAN', cursor, 'MATCH', `${keyPrefix}${prefix}*`, 'COUNT', glance));
    for (const key of asTexts(answer[1])) found.add(key.slice(keyPrefix.length));
    cursor = text(answer[0]);
  } while (cursor !== '0');
  return [...found];
}

function asFields(reply: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(reply ?? {}).map(([name, value]) => [name, text(value)]));
}

function asItems(reply: unknown): unknown[] {
  return Array.isArray(reply) || reply instanceof Set ? [...reply] : [];
}

function asTexts(reply: unknown): string[] {
  return asItems(reply).map(text);
}

function asNumber(reply: unknown): number | null {
  return reply === null ? null : Number(reply);
}
