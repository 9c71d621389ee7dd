import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Store } from '../../src/store/port.ts';
import { contradictionsIn } from '../../src/store/sqlite/check.ts';
import { withStatements } from '../../src/store/sqlite/connection.ts';
import { migrate } from '../../src/store/sqlite/migrate.ts';
import { migrations } from '../../src/store/sqlite/migrations/list.ts';
import { storeOperations } from '../../src/store/sqlite/store-operations.ts';

export type ModelStore = Omit<Store, 'signals' | 'close'>;

/** The operations of the SQLite driver on a database in memory, which can be taken back to an earlier moment. */
export interface MemoryStore {
  store: ModelStore;
  database: DatabaseSync;
  /** Marks this moment. */
  mark(): number;
  /** Takes everything back to a marked moment, which stays marked. */
  backTo(mark: number): void;
  contradictions(): string[];
  /** Digest of everything that the protocol depends on. */
  digest(): string;
  close(): void;
}

/** Tables whose rows decide what can happen next. */
const tables = ['runs', 'run_jobs', 'inbox', 'groups', 'jobs', 'attempts', 'dead_letters', 'queue', 'leases', 'claims'];

export function openMemoryStore(): MemoryStore {
  const database = new DatabaseSync(':memory:');
  database.exec('PRAGMA foreign_keys = ON');
  migrate(database, migrations);
  const connection = withStatements(database);
  const tx = { ...connection, publish: () => {} };
  const write = async <T>(operation: (on: typeof tx) => T): Promise<T> => {
    connection.run('SAVEPOINT operation');
    try {
      return operation(tx);
    } catch (error) {
      connection.run('ROLLBACK TO operation');
      throw error;
    } finally {
      connection.run('RELEASE operation');
    }
  };
  let marks = 0;
  return {
    store: storeOperations({ read: async (reading) => reading(tx), write }),
    database,
    mark: () => {
      marks += 1;
      database.exec(`SAVEPOINT mark${marks}`);
      return marks;
    },
    backTo: (mark) => {
      database.exec(`ROLLBACK TO mark${mark}`);
      marks = mark;
    },
    contradictions: () => contradictionsIn(database),
    digest: () => {
      const hash = createHash('sha1');
      for (const table of tables) hash.update(JSON.stringify(connection.all(`SELECT * FROM ${table}`)));
      return hash.digest('base64');
    },
    close: () => database.close(),
  };
}
