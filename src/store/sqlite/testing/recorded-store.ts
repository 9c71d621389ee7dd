import { onTestFinished } from 'vitest';
import { type Connection, connect } from '../connection.ts';
import { migrate } from '../migrate.ts';
import { migrations } from '../migrations/list.ts';
import { storeOperations } from '../store-operations.ts';
import { temporaryFile } from './temporary-file.ts';

/** A store that writes at once and remembers every statement it ran, for looking at query plans. */
export function recordedStore() {
  const connection = connect(temporaryFile());
  onTestFinished(() => connection.database.close());
  migrate(connection.database, migrations);
  const statements = new Set<string>();
  const tx = { ...recording(connection, statements), publish: () => {} };
  const store = storeOperations({ read: async (reading) => reading(tx), write: async (operation) => operation(tx) });
  return { store, statements, plan: planOf(connection), triggerStatements: () => triggerStatements(connection) };
}

function recording({ run, get, all }: Connection, statements: Set<string>): Omit<Connection, 'database'> {
  const noted = (sql: string): string => {
    statements.add(sql);
    return sql;
  };
  return {
    run: (sql, ...values) => run(noted(sql), ...values),
    get: (sql, ...values) => get(noted(sql), ...values),
    all: (sql, ...values) => all(noted(sql), ...values),
  };
}

function planOf({ database }: Connection): (sql: string) => string[] {
  return (sql) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
}

/** The statements inside all triggers, with parameters in the place of the row that fires them. */
function triggerStatements({ database }: Connection): string[] {
  const triggers = database.prepare(`SELECT sql FROM sqlite_schema WHERE type = 'trigger'`).all();
  return triggers.flatMap(({ sql }) => {
    const text = String(sql);
    const body = text.slice(text.indexOf('BEGIN') + 'BEGIN'.length, text.lastIndexOf('END'));
    return body
      .replace(/\b(NEW|OLD)\.\w+/g, '?')
      .split(';')
      .filter((statement) => statement.trim() !== '');
  });
}
