import type { CommitStatus } from '../../../contract/views.ts';
import { numericId } from '../../numeric-id.ts';
import type { OutboxEntry } from '../../port/statuses.ts';
import { document, integer, type Row, text } from '../row.ts';
import type { Reader, Transaction } from '../transaction.ts';

export function listStatuses(db: Reader, repository: string, sha: string): CommitStatus[] {
  return db
    .all('SELECT body FROM statuses WHERE repository = ? AND sha = ? ORDER BY context', repository, sha)
    .map(({ body }) => document<CommitStatus>(body));
}

/** New entries have `next_try_at` 0 and come in the order of their commits; an entry that failed waits for its time. */
export function dueStatuses(db: Reader, at: number, limit: number): OutboxEntry[] {
  return db
    .all(
      'SELECT id, forge, body, tries, next_try_at FROM outbox WHERE next_try_at <= ? ORDER BY next_try_at, id LIMIT ?',
      at,
      limit,
    )
    .map(outboxEntry);
}

export function outboxEntry(row: Row): OutboxEntry {
  return {
    id: String(integer(row.id)),
    forge: text(row.forge),
    status: document<CommitStatus>(row.body),
    tries: integer(row.tries),
    nextTryAt: integer(row.next_try_at),
  };
}

/** An entry that a newer one has replaced meanwhile has another id: it stays. */
export function statusDelivered(tx: Transaction, id: string): void {
  tx.run('DELETE FROM outbox WHERE id = ?', numericId(id));
}

export function retryStatus(tx: Transaction, id: string, nextTryAt: number): void {
  tx.run('UPDATE outbox SET tries = tries + 1, next_try_at = ? WHERE id = ?', nextTryAt, numericId(id));
}
