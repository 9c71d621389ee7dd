import { type Logger, silentLogger } from '../../shared/logger.ts';
import type { Store } from '../port.ts';
import { connect } from './connection.ts';
import { groupCommit } from './group-commit.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/list.ts';
import { localSignals } from './signals.ts';
import { storeError } from './store-error.ts';
import { storeOperations } from './store-operations.ts';
import type { Reader } from './transaction.ts';

/**
 * Opens the store in one file (made if need be, with `-wal` and `-shm` beside it) and brings its schema up to date. The
 * file must be on a local disk. A second process may open the same file: both keep every promise, but neither hears the
 * other's signals. Errors: `store_newer`, `store_unavailable`.
 */
export async function openSqliteStore(options: { file: string; log?: Logger }): Promise<Store> {
  const { file, log = silentLogger() } = options;
  const connection = connect(file);
  try {
    migrate(connection.database, migrations);
  } catch (error) {
    connection.database.close();
    throw storeError(error, file);
  }
  const signals = localSignals();
  const { write, close } = groupCommit(connection, file, signals.publish);
  const read = async <T>(reading: (db: Reader) => T): Promise<T> => {
    try {
      return reading(connection);
    } catch (error) {
      throw storeError(error, file);
    }
  };
  log.debug({ file }, 'store opened');
  return {
    ...storeOperations({ read, write }),
    signals,
    close: async () => {
      close();
      if (connection.database.isOpen) connection.database.close();
    },
  };
}
