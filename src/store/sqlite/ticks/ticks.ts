import { integerOrNull } from '../row.ts';
import type { Reader, Transaction } from '../transaction.ts';

/** The primary key lets one of several servers win. */
export function claimTick(tx: Transaction, key: string, at: number): boolean {
  return tx.run('INSERT INTO ticks VALUES (?, ?) ON CONFLICT DO NOTHING', key, at) === 1;
}

export function lastTick(db: Reader, prefix: string): number | null {
  const row = db.get('SELECT MAX(at) AS at FROM ticks WHERE key >= ? AND key < ?', ...rangeOf(prefix));
  return integerOrNull(row?.at);
}

export function forgetTicks(tx: Transaction, prefix: string, before: number): void {
  tx.run('DELETE FROM ticks WHERE key >= ? AND key < ? AND at < ?', ...rangeOf(prefix), before);
}

/** From and to where the keys lie that begin so. */
function rangeOf(prefix: string): [string, string] {
  return [prefix, `${prefix}\u{10FFFF}`];
}
