import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { RaibidError } from '../../../shared/errors.ts';
import { syncFolder } from '../../../shared/sync-folder.ts';
import type { CopyTarget } from '../../copy/ends.ts';
import { connect } from '../connection.ts';
import { migrate } from '../migrate.ts';
import { migrations } from '../migrations/list.ts';
import { storeError } from '../store-error.ts';
import type { Transaction } from '../transaction.ts';
import { readRecords } from './read-records.ts';
import { writeRecords } from './write-records.ts';

/**
 * A new database, written under another name in one transaction, and given its name when all is there. What an earlier
 * copy left that was killed is written anew. Errors: `already_exists`; `store_unavailable`.
 */
export function openSqliteTarget(file: string): CopyTarget {
  if (existsSync(file)) {
    throw new RaibidError('already_exists', `There is a store ${file} already.`, {
      hint: 'A copy goes into an empty place only: move the file away, or name another.',
    });
  }
  const unfinished = `${file}.copying`;
  removeFiles(unfinished);
  const connection = connect(unfinished);
  const { database } = connection;
  const tx: Transaction = { ...connection, publish: () => {} };
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw storeError(error, unfinished);
    }
  };
  guarded(() => {
    migrate(database, migrations);
    database.exec('BEGIN IMMEDIATE');
  });
  return {
    name: file,
    write: async (batch) => guarded(() => writeRecords(tx, batch)),
    read: () => readRecords(connection),
    keep: async () => {
      guarded(() => {
        database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
        database.close();
        renameSync(unfinished, file);
      });
      await syncFolder(dirname(file));
    },
    discard: async () => {
      if (database.isOpen) database.close();
      removeFiles(unfinished);
    },
  };
}

/** The database with what SQLite keeps beside it. */
function removeFiles(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
}
