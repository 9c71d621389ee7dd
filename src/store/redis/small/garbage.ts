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

/** NX: what is garbage already stays so. */
const reserveScript = script(
  'name bytes on their way',
  [],
  ` return call('ZADD', P .. 'garbage', 'NX', A.due, A.entry) `,
);

export async function listGarbage({ read }: Pick<Connection, 'read'>, limit: number, at: number): Promise<Garbage[]> {
  const due = await read('ZRANGEBYSCORE', `${keyPrefix}garbage`, '-inf', String(at), 'LIMIT', '0', String(limit));
  return texts(due).map(garbageRecord);
}

export async function reserveGarbage(connection: Connection, garbage: Garbage, due: number): Promise<void> {
  await connection.run(reserveScript, { entry: garbageEntry(garbage), due });
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
