import type { SQLInputValue } from 'node:sqlite';
import type { Topic } from '../port/signals.ts';
import type { Row } from './row.ts';

/** Reading through cached prepared statements. The text of a statement is its key: keep it constant. */
export interface Reader {
  get(sql: string, ...values: SQLInputValue[]): Row | null;
  all(sql: string, ...values: SQLInputValue[]): Row[];
}

/** One operation's view of the database while it writes. */
export interface Transaction extends Reader {
  /** Answers how many rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** Wakes listeners once the operation is committed. */
  publish(topic: Topic): void;
}
