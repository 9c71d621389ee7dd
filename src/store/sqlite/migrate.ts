import type { DatabaseSync } from 'node:sqlite';
import { RaibidError } from '../../shared/errors.ts';
import type { Migration } from './migrations/list.ts';

/**
 * Brings the database to the newest version, in one transaction: after a crash it has the old version or the new one.
 * The version is SQLite's own `user_version`. Data of a newer program is refused with `store_newer`, untouched.
 */
export function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.to ?? 0;
  if (schemaVersion(database) === newest) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Read again under the lock: another process may have migrated meanwhile.
    const found = schemaVersion(database);
    if (found > newest) throw newerSchema(found, newest);
    for (const migration of migrations.filter(({ to }) => to > found)) database.exec(migration.sql);
    database.exec(`PRAGMA user_version = ${newest}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

function newerSchema(found: number, known: number): RaibidError {
  return new RaibidError('store_newer', `The store has schema version ${found}; this program knows up to ${known}.`, {
    details: { found, known },
  });
}
