import { RaibidError } from '../../shared/errors.ts';
import type { Topic } from '../port/signals.ts';
import type { Connection } from './connection.ts';
import { storeError } from './store-error.ts';
import type { Transaction } from './transaction.ts';

export interface GroupCommit {
  /**
   * Runs the operation inside the next transaction; resolves once that is on disk. It may run twice, the first time undone
   * altogether: it changes nothing but the database, and only through what it is given.
   */
  write<T>(operation: (tx: Transaction) => T): Promise<T>;
  /** Writes what waits; later writes are refused. */
  close(): void;
}

interface Waiting {
  /** Runs the operation and answers what to do after the commit. Throws what it throws. Called once or twice. */
  perform(tx: Transaction): () => void;
  reject(error: unknown): void;
}

/** One transaction takes at most so many operations, to keep the event loop's pauses short (about 20 ms). */
const largestGroup = 256;

/**
 * Group commit. The sync to disk is what a commit costs (about 1 ms against 0.05 ms for the operation), and it blocks
 * this thread: all operations that arrive meanwhile go into the next transaction. `setImmediate` runs after all
 * requests of one poll of the event loop have been read, which makes the groups as large as the load is high.
 */
export function groupCommit(connection: Connection, file: string, publish: (topic: Topic) => void): GroupCommit {
  const operator = transactionOn(connection);
  let waiting: Waiting[] = [];
  let scheduled = false;
  let closed = false;

  function flush(): void {
    scheduled = false;
    const group = waiting.slice(0, largestGroup);
    if (group.length === 0) return;
    waiting = waiting.slice(largestGroup);
    if (waiting.length > 0) schedule();
    commitGroup(operator, file, group, publish);
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  }

  return {
    write: (operation) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new RaibidError('store_unavailable', `The store ${file} is closed.`));
        waiting.push({ perform: (tx) => withResult(operation(tx), resolve), reject });
        schedule();
      }),
    close: () => {
      closed = true;
      while (waiting.length > 0) flush();
    },
  };
}

function withResult<T>(result: T, resolve: (result: T) => void): () => void {
  return () => resolve(result);
}

/** The one transaction object of a connection, and the topics that its current operation has published. */
interface Operator {
  connection: Connection;
  tx: Transaction;
  published: Topic[];
}

function transactionOn(connection: Connection): Operator {
  const published: Topic[] = [];
  return { connection, tx: { ...connection, publish: (topic) => published.push(topic) }, published };
}

function commitGroup(operator: Operator, file: string, group: Waiting[], publish: (topic: Topic) => void): void {
  const { database, run } = operator.connection;
  let performed: Performed;
  try {
    run('BEGIN IMMEDIATE');
    performed = performTogether(operator, group) ?? performApart(operator, file, group);
    run('COMMIT');
  } catch (error) {
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
    for (const { reject } of group) reject(storeError(error, file));
    return;
  }
  for (const settle of performed.done) settle();
  for (const topic of performed.topics) publish(topic);
}

/** What the operations of a group ask for after the commit. */
interface Performed {
  done: (() => void)[];
  topics: Set<Topic>;
}

/**
 * Without savepoints, which are an eighth of the operations' own cost. Null when one is refused: the transaction is as
 * it began, and the group is performed again, one by one. Throws when SQLite has given the transaction up by itself, as
 * it does when the disk is full or fails.
 */
function performTogether({ connection, tx, published }: Operator, group: Waiting[]): Performed | null {
  published.length = 0;
  try {
    const done = group.map((operation) => operation.perform(tx));
    return { done, topics: new Set(published) };
  } catch (error) {
    if (!connection.database.isTransaction) throw error;
    connection.run('ROLLBACK');
    connection.run('BEGIN IMMEDIATE');
    return null;
  }
}

/** Each operation in its own savepoint, so that one refusal does not touch its neighbours. */
function performApart(operator: Operator, file: string, group: Waiting[]): Performed {
  const topics = new Set<Topic>();
  const done = group.map((operation) => performOne(operator, file, operation, topics));
  return { done, topics };
}

function performOne(
  { connection, tx, published }: Operator,
  file: string,
  operation: Waiting,
  topics: Set<Topic>,
): () => void {
  connection.run('SAVEPOINT operation');
  published.length = 0;
  try {
    const settle = operation.perform(tx);
    connection.run('RELEASE operation');
    for (const topic of published) topics.add(topic);
    return settle;
  } catch (error) {
    if (!connection.database.isTransaction) throw error;
    connection.run('ROLLBACK TO operation');
    connection.run('RELEASE operation');
    return () => operation.reject(storeError(error, file));
  }
}
