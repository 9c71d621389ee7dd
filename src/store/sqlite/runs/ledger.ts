import { numericId } from '../../numeric-id.ts';
import { text } from '../row.ts';
import type { Reader } from '../transaction.ts';

/** The last processed commit of every ref. */
export function readLedger(db: Reader, repositoryId: string): Record<string, string> {
  const rows = db.all('SELECT ref, sha FROM ledger WHERE repository_id = ?', numericId(repositoryId));
  return Object.fromEntries(rows.map((row) => [text(row.ref), text(row.sha)]));
}
