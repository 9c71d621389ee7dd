import { existsSync } from 'node:fs';
import { RaibidError } from '../../../shared/errors.ts';
import { checkVersion } from '../../copy/check-version.ts';
import type { CopySource } from '../../copy/ends.ts';
import { type Connection, connect } from '../connection.ts';
import { schemaVersion } from '../migrate.ts';
import { migrations } from '../migrations/list.ts';
import { storeError } from '../store-error.ts';
import { readRecords } from './read-records.ts';

/**
 * Opens a database to copy from and keeps everybody else out: in exclusive mode SQLite takes a lock that it gets only
 * when no other process has the file open (https://sqlite.org/pragma.html#pragma_locking_mode). Errors: `not_found`;
 * `conflict` while a server uses it, and for a schema of another version; `store_unavailable`.
 */
export function openSqliteSource(file: string): CopySource {
  if (!existsSync(file)) throw new RaibidError('not_found', `There is no store ${file}.`);
  const connection = connect(file);
  try {
    lockOut(connection, file);
    checkVersion(file, schemaVersion(connection.database), migrations.at(-1)?.to ?? 0);
  } catch (error) {
    connection.database.close();
    throw storeError(error, file);
  }
  return {
    name: file,
    read: () => readRecords(connection),
    verify: async () => {},
    close: async () => connection.database.close(),
  };
}

function lockOut({ database }: Connection, file: string): void {
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA busy_timeout = 500; BEGIN IMMEDIATE; COMMIT');
  } catch (error) {
    throw new RaibidError('conflict', `The store ${file} is in use.`, {
      hint: 'Stop the server that works on it, then copy.',
      cause: error,
    });
  }
}
