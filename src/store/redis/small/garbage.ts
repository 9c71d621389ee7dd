import type { Garbage } from '../../port/garbage.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { texts } from '../reply.ts';
import { script } from '../script.ts';

const doneScript = script(
  'take garbage off the list',
  [],
  `
  for _, entry in ipairs(A.entries) do later('ZREM', P .. 'garbage', entry) end
  return 1
`,
);

export async function listGarbage({ read }: Pick<Connection, 'read'>, limit: number): Promise<Garbage[]> {
  if (limit < 1) return [];
  return texts(await read('ZRANGE', `${keyPrefix}garbage`, '0', String(limit - 1))).map(garbageRecord);
}

export async function garbageDone(connection: Connection, garbage: Garbage[]): Promise<void> {
  if (garbage.length > 0) await connection.run(doneScript, { entries: garbage.map(garbageEntry) });
}

/** How one is kept: no id holds a space. */
export function garbageEntry({ kind, id }: Garbage): string {
  return `${kind} ${id}`;
}

/** Nothing but scripts of this driver writes entries. */
export function garbageRecord(entry: string): Garbage {
  const [kind, id = ''] = entry.split(' ');
  return { kind: kind as Garbage['kind'], id };
}
