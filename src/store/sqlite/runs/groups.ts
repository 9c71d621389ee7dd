import type { GroupRecord } from '../../port/runs.ts';
import { document, integer, type Row, text } from '../row.ts';
import type { Reader, Transaction } from '../transaction.ts';

type GroupBody = Omit<GroupRecord, 'key' | 'version'>;

const empty: GroupBody = { holder: null, pending: null, freeAt: 0 };

/** A group that nobody ever asked for has version 0. */
export function readGroup(db: Reader, key: string): GroupRecord {
  const row = db.get('SELECT key, version, body FROM groups WHERE key = ?', key);
  return row === null ? { key, version: 0, ...empty } : groupRecord(row);
}

export function groupRecord(row: Row): GroupRecord {
  return { key: text(row.key), version: integer(row.version), ...document<GroupBody>(row.body) };
}

/**
 * Versions come from one counter for all groups, so that an empty group need not be kept: when it comes back, its
 * version is one that no reader has seen.
 */
export function writeGroup(tx: Transaction, next: GroupRecord): void {
  const { key, version: _, ...body } = next;
  if (body.holder === null && body.pending === null && body.freeAt === 0) {
    tx.run('DELETE FROM groups WHERE key = ?', key);
    return;
  }
  const row = tx.get(`UPDATE counters SET value = value + 1 WHERE name = 'group' RETURNING value`);
  putGroup(tx, { ...next, version: integer(row?.value) });
}

/** Groups that only a fence kept, which is over. One that comes back has a version that no reader has seen. */
export function forgetGroups(tx: Transaction, at: number): number {
  return tx.run(
    `DELETE FROM groups WHERE body ->> 'holder' IS NULL AND body ->> 'pending' IS NULL AND body ->> 'freeAt' <= ?`,
    at,
  );
}

/** Keeps a group under the version that it has. */
export function putGroup(tx: Transaction, { key, version, ...body }: GroupRecord): void {
  tx.run('INSERT OR REPLACE INTO groups VALUES (?, ?, ?)', key, version, JSON.stringify(body));
}
