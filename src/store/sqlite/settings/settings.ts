import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import type { SettingRecord } from '../../port/settings.ts';
import { integer, integerOrNull, type Row, text } from '../row.ts';
import type { Reader, Transaction } from '../transaction.ts';

type Place = Pick<SettingRecord, 'kind' | 'scope'>;

const columns = 'kind, scope, name, repository_id, value, updated_at';

export function setSetting(tx: Transaction, setting: SettingRecord): void {
  const { kind, scope, name, repositoryId, value, updatedAt } = setting;
  const repository = repositoryId === null ? null : knownRepository(tx, repositoryId);
  const sql = `INSERT OR REPLACE INTO settings (${columns}) VALUES (?, ?, ?, ?, ?, ?)`;
  tx.run(sql, kind, scope, name, repository, value, updatedAt);
}

export function listSettings(db: Reader, { kind, scope }: Place): SettingRecord[] {
  return db
    .all(`SELECT ${columns} FROM settings WHERE kind = ? AND scope = ? ORDER BY name`, kind, scope)
    .map(settingRecord);
}

export function deleteSetting(tx: Transaction, { kind, scope, name }: Place & { name: string }): boolean {
  return tx.run('DELETE FROM settings WHERE kind = ? AND scope = ? AND name = ?', kind, scope, name) === 1;
}

export function allSecrets(db: Reader): SettingRecord[] {
  return db.all(`SELECT ${columns} FROM settings WHERE kind = 'secret' ORDER BY scope, name`).map(settingRecord);
}

export function resealSecret(tx: Transaction, secret: SettingRecord, sealed: string): boolean {
  const { scope, name, value } = secret;
  const sql = `UPDATE settings SET value = ? WHERE kind = 'secret' AND scope = ? AND name = ? AND value = ?`;
  return tx.run(sql, sealed, scope, name, value) === 1;
}

function knownRepository(tx: Transaction, id: string): number {
  const row = tx.get('SELECT id FROM repositories WHERE id = ?', numericId(id));
  if (row === null) throw new RaibidError('not_found', `There is no repository with id ${id}.`);
  return integer(row.id);
}

export function settingRecord(row: Row): SettingRecord {
  const repositoryId = integerOrNull(row.repository_id);
  return {
    kind: text(row.kind) === 'secret' ? 'secret' : 'variable',
    scope: text(row.scope),
    name: text(row.name),
    repositoryId: repositoryId === null ? null : String(repositoryId),
    value: text(row.value),
    updatedAt: integer(row.updated_at),
  };
}
