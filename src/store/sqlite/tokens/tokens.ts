import { RaibidError } from '../../../shared/errors.ts';
import type { TokenRecord } from '../../port/tokens.ts';
import { integer, integerOrNull, type Row, text, textOrNull } from '../row.ts';
import type { Reader, Transaction } from '../transaction.ts';

/** Removes on the way what has ended: nobody else looks at old sessions. */
export function createToken(tx: Transaction, token: TokenRecord): void {
  tx.run('DELETE FROM tokens WHERE expires_at <= ?', token.createdAt);
  tx.run(
    'INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?, ?, ?)',
    token.hash,
    token.kind,
    token.name,
    token.createdAt,
    token.expiresAt,
    token.grantedBy ?? null,
  );
}

export function findToken(db: Reader, hash: string, at: number): TokenRecord | null {
  const row = db.get(
    `SELECT hash, kind, name, created_at, expires_at, granted_by FROM tokens
     WHERE hash = ? AND (expires_at IS NULL OR expires_at > ?)`,
    hash,
    at,
  );
  return row === null ? null : tokenRecord(row);
}

export function tokenRecord(row: Row): TokenRecord {
  const grantedBy = textOrNull(row.granted_by);
  return {
    hash: text(row.hash),
    kind: kindOf(text(row.kind)),
    name: text(row.name),
    createdAt: integer(row.created_at),
    expiresAt: integerOrNull(row.expires_at),
    ...(grantedBy === null ? {} : { grantedBy }),
  };
}

export function deleteToken(tx: Transaction, hash: string): void {
  tx.run('DELETE FROM tokens WHERE hash = ?', hash);
}

function kindOf(value: string): TokenRecord['kind'] {
  if (value === 'admin' || value === 'agent' || value === 'session') return value;
  throw new RaibidError('internal', `The store holds a token of unknown kind ${value}.`);
}
