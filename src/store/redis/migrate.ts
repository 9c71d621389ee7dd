import { RaibidError } from '../../shared/errors.ts';
import type { Connection } from './connection.ts';
import { keyPrefix } from './keys.ts';
import { integer } from './reply.ts';
import { type Script, script } from './script.ts';

/** Brings the data from version `to - 1` to version `to`. Never changed once released: a new one is added instead. */
export interface Migration {
  to: number;
  script: Script;
}

/**
 * A migration as a script: it does nothing unless the data has the version before, so of two servers that start at once
 * one migrates, and after a crash the data has the old version or the new one.
 */
export function migration(to: number, body: string): Migration {
  const guard = `
  if (call('GET', P .. 'schema') or '0') ~= '${to - 1}' then return 0 end
  call('SET', P .. 'schema', '${to}')
`;
  return { to, script: script(`migrate to ${to}`, [], `${guard}${body}  return 1\n`) };
}

/** The first version: keys are made when they are needed, so there is nothing to lay out. */
export const migrations: readonly Migration[] = [migration(1, '')];

/** Brings the data to the newest version. Data of a newer program is refused with `store_newer`, untouched. */
export async function migrate(connection: Connection, known: readonly Migration[]): Promise<void> {
  const newest = known.at(-1)?.to ?? 0;
  const found = await schemaVersion(connection);
  if (found > newest) {
    throw new RaibidError('store_newer', `The store has schema version ${found}; this program knows up to ${newest}.`, {
      details: { found, known: newest },
    });
  }
  for (const { script: step } of known.filter(({ to }) => to > found)) await connection.run(step);
}

export async function schemaVersion({ read }: Pick<Connection, 'read'>): Promise<number> {
  return integer((await read('GET', `${keyPrefix}schema`)) ?? '0');
}
