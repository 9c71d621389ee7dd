import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Row } from './row.ts';
import { storeError } from './store-error.ts';
import type { Reader } from './transaction.ts';

export interface Connection extends Reader {
  readonly database: DatabaseSync;
  run(sql: string, ...values: SQLInputValue[]): number;
}

/**
 * How long a second process on the same file may hold the write lock before an operation fails with
 * `store_unavailable`, in milliseconds. A transaction takes a few milliseconds, so this is a stalled disk.
 */
const busyTimeout = 5_000;

const settings = [
  'PRAGMA journal_mode = WAL',
  // FULL syncs the log at every commit: an acknowledged write survives power loss, not only a crash of the process.
  'PRAGMA synchronous = FULL',
  'PRAGMA foreign_keys = ON',
  // Pages of 4 KiB. Rarer checkpoints write less, but each stops this thread for longer: 12 ms with 1000, 17 with 4000.
  'PRAGMA wal_autocheckpoint = 1000',
  'PRAGMA journal_size_limit = 67108864',
  'PRAGMA cache_size = -32000',
  'PRAGMA temp_store = MEMORY',
];

/** Opens the database file, readable by its owner only, with the settings that the promises rest on. */
export function connect(file: string): Connection {
  let database: DatabaseSync | undefined;
  try {
    closeSync(openSync(file, 'a', 0o600));
    database = new DatabaseSync(file, { timeout: busyTimeout });
    for (const setting of settings) database.exec(setting);
    return withStatements(database);
  } catch (error) {
    database?.close();
    throw storeError(error, file);
  }
}

/** Reads and writes through statements that are prepared once. */
export function withStatements(database: DatabaseSync): Connection {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    database,
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    get: (sql, ...values): Row | null => prepared(sql).get(...values) ?? null,
    all: (sql, ...values): Row[] => prepared(sql).all(...values),
  };
}
