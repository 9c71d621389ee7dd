import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import type { ForgeRecord } from '../../port/forges.ts';
import { integer, type Row, text, textOrNull } from '../row.ts';
import type { Reader, Transaction } from '../transaction.ts';

const columns = 'name, kind, url, credentials, created_at';

export function createForge(tx: Transaction, forge: ForgeRecord): void {
  const { name, kind, url, credentials, createdAt } = forge;
  const sql = `INSERT INTO forges (${columns}) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
  if (tx.run(sql, name, kind, url, credentials, createdAt) === 1) return;
  throw new RaibidError('already_exists', `There is a forge ${name} already.`);
}

export function findForge(db: Reader, name: string): ForgeRecord | null {
  const row = db.get(`SELECT ${columns} FROM forges WHERE name = ?`, name);
  return row === null ? null : forgeRecord(row);
}

export function listForges(db: Reader): ForgeRecord[] {
  return db.all(`SELECT ${columns} FROM forges ORDER BY name`).map(forgeRecord);
}

export function resealForge(tx: Transaction, name: string, credentials: string): void {
  if (tx.run('UPDATE forges SET credentials = ? WHERE name = ?', credentials, name) === 1) return;
  throw new RaibidError('not_found', `There is no forge ${name}.`);
}

/** Statuses on their way there have nowhere to go any more. */
export function removeForge(tx: Transaction, name: string): void {
  const used = tx.get('SELECT full_name FROM repositories WHERE forge = ? LIMIT 1', name);
  if (used !== null) {
    throw new RaibidError('conflict', `${text(used.full_name)} lives on the forge ${name}.`, {
      hint: 'Delete its repositories here first (`raibid-cli repo delete`); on the forge they stay.',
    });
  }
  tx.run('DELETE FROM outbox WHERE forge = ?', name);
  tx.run('DELETE FROM forges WHERE name = ?', name);
}

export function forgeHook(db: Reader, repositoryId: string): string | null {
  const row = db.get('SELECT hook_id FROM forge_hooks WHERE repository_id = ?', numericId(repositoryId));
  return row === null ? null : textOrNull(row.hook_id);
}

export function setForgeHook(tx: Transaction, repositoryId: string, hookId: string | null): void {
  const id = numericId(repositoryId);
  if (tx.get('SELECT id FROM repositories WHERE id = ?', id) === null) {
    throw new RaibidError('not_found', `There is no repository with id ${repositoryId}.`);
  }
  if (hookId === null) tx.run('DELETE FROM forge_hooks WHERE repository_id = ?', id);
  else tx.run('INSERT OR REPLACE INTO forge_hooks (repository_id, hook_id) VALUES (?, ?)', id, hookId);
}

export function forgeRecord(row: Row): ForgeRecord {
  return {
    name: text(row.name),
    kind: kindOf(text(row.kind)),
    url: text(row.url),
    credentials: text(row.credentials),
    createdAt: integer(row.created_at),
  };
}

function kindOf(value: string): ForgeRecord['kind'] {
  if (value === 'gitea') return value;
  throw new RaibidError('internal', `The store holds a forge of unknown kind ${value}.`);
}
