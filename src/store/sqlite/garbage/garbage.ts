import type { Garbage } from '../../port/garbage.ts';
import { type Row, text } from '../row.ts';
import type { Reader, Transaction } from '../transaction.ts';

export function listGarbage(db: Reader, limit: number, at: number): Garbage[] {
  return db.all('SELECT kind, id FROM garbage WHERE due <= ? ORDER BY due LIMIT ?', at, limit).map(garbageRecord);
}

export function reserveGarbage(tx: Transaction, { kind, id }: Garbage, due: number): void {
  tx.run('INSERT INTO garbage VALUES (?, ?, ?) ON CONFLICT DO NOTHING', kind, id, due);
}

export function garbageDone(tx: Transaction, garbage: Garbage[]): void {
  for (const { kind, id } of garbage) tx.run('DELETE FROM garbage WHERE kind = ? AND id = ?', kind, id);
}

/** The schema lets no other kind in. */
export function garbageRecord(row: Row): Garbage {
  return { kind: text(row.kind) as Garbage['kind'], id: text(row.id) };
}
