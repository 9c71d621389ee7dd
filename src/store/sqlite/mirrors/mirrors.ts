import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import type { MirrorRecord, MirrorSync } from '../../port/mirrors.ts';
import { document, integer, type Row, text } from '../row.ts';
import type { Reader, Transaction } from '../transaction.ts';

type Body = Omit<MirrorRecord, 'repositoryId' | 'credentials' | 'nextSyncAt'>;

const columns = 'repository_id, body, credentials, next_sync_at';

export function createMirror(tx: Transaction, mirror: MirrorRecord): void {
  const { repositoryId, credentials, nextSyncAt, ...body } = mirror;
  if (tx.get('SELECT id FROM repositories WHERE id = ?', numericId(repositoryId)) === null) {
    throw new RaibidError('not_found', `There is no repository with id ${repositoryId}.`);
  }
  const sql = `INSERT INTO mirrors (${columns}) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`;
  if (tx.run(sql, numericId(repositoryId), JSON.stringify(body), credentials, nextSyncAt) === 1) return;
  throw new RaibidError('already_exists', 'This repository is a mirror already.');
}

export function getMirror(db: Reader, repositoryId: string): MirrorRecord | null {
  const row = db.get(`SELECT ${columns} FROM mirrors WHERE repository_id = ?`, numericId(repositoryId));
  return row === null ? null : mirrorRecord(row);
}

export function listMirrors(db: Reader): MirrorRecord[] {
  return db.all(`SELECT ${columns} FROM mirrors ORDER BY repository_id`).map(mirrorRecord);
}

export function dueMirrors(db: Reader, at: number): MirrorRecord[] {
  const sql = `SELECT ${columns} FROM mirrors WHERE next_sync_at <= ? ORDER BY next_sync_at, repository_id`;
  return db.all(sql, at).map(mirrorRecord);
}

export function mirrorSynced(tx: Transaction, repositoryId: string, sync: MirrorSync): void {
  const mirror = getMirror(tx, repositoryId);
  if (mirror === null) return;
  const { at, failure, nextSyncAt } = sync;
  const { repositoryId: _id, credentials: _sealed, nextSyncAt: _next, ...body } = mirror;
  const next: Body = { ...body, lastTryAt: at, failure, lastSyncAt: failure === null ? at : body.lastSyncAt };
  const sql = 'UPDATE mirrors SET body = ?, next_sync_at = ? WHERE repository_id = ?';
  tx.run(sql, JSON.stringify(next), nextSyncAt, numericId(repositoryId));
}

export function requestSync(tx: Transaction, repositoryId: string, at: number): void {
  const sql = 'UPDATE mirrors SET next_sync_at = MIN(next_sync_at, ?) WHERE repository_id = ?';
  tx.run(sql, at, numericId(repositoryId));
}

export function resealMirror(tx: Transaction, mirror: MirrorRecord, sealed: string): boolean {
  const sql = 'UPDATE mirrors SET credentials = ? WHERE repository_id = ? AND credentials = ?';
  return tx.run(sql, sealed, numericId(mirror.repositoryId), mirror.credentials) === 1;
}

export function removeMirror(tx: Transaction, repositoryId: string): boolean {
  return tx.run('DELETE FROM mirrors WHERE repository_id = ?', numericId(repositoryId)) === 1;
}

export function mirrorRecord(row: Row): MirrorRecord {
  return {
    ...document<Body>(row.body),
    repositoryId: String(integer(row.repository_id)),
    credentials: text(row.credentials),
    nextSyncAt: integer(row.next_sync_at),
  };
}
