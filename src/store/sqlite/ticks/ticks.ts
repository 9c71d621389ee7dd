import { integerOrNull } from '../row.ts';
import type { Reader, Transaction } from '../transaction.ts';

/** The primary key lets one of several servers win. */
export function claimTick(tx: Transaction, key: string, at: number): boolean {
  return tx.run('INSERT INTO ticks VALUES (?, ?) ON CONFLICT DO NOTHING', key, at) === 1;
}

export function lastTick(db: Reader, prefix: string): number | null {
  const row = db.get('SELECT MAX(at) AS at FROM ticks WHERE key >= ? AND key < ?', prefix, `${prefix}\u{10FFFF}`);
  return integerOrNull(row?.at);
}
