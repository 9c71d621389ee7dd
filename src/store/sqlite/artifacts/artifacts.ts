import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import type { ArtifactRecord } from '../../port/blobs-index.ts';
import { integer, type Row, text } from '../row.ts';
import type { Reader, Transaction } from '../transaction.ts';

const columns = 'id, run_id, name, size, sha256, created_at, expires_at';

export function createArtifact(
  tx: Transaction,
  artifact: ArtifactRecord,
  overwrite: boolean,
): { replaced: ArtifactRecord | null } {
  const runId = numericId(artifact.runId);
  if (runId === null || tx.get('SELECT 1 FROM runs WHERE id = ?', runId) === null) {
    throw new RaibidError('not_found', `There is no run ${artifact.runId}.`);
  }
  const same = tx.get(`SELECT ${columns} FROM artifacts WHERE run_id = ? AND name = ?`, runId, artifact.name);
  const existing = same === null ? null : artifactRecord(same);
  // The same call again, after a lost answer.
  if (existing?.id === artifact.id) return { replaced: null };
  if (existing !== null && !overwrite) {
    throw new RaibidError('already_exists', `Run ${artifact.runId} has an artifact ${artifact.name} already.`, {
      hint: 'Choose another name, or upload with overwrite: true.',
    });
  }
  if (existing !== null) tx.run('DELETE FROM artifacts WHERE id = ?', existing.id);
  const { id, name, size, sha256, createdAt, expiresAt } = artifact;
  tx.run('INSERT INTO artifacts VALUES (?, ?, ?, ?, ?, ?, ?)', id, runId, name, size, sha256, createdAt, expiresAt);
  tx.publish(`run:${artifact.runId}`);
  return { replaced: existing };
}

export function artifactsOfRun(db: Reader, runId: string): ArtifactRecord[] {
  return db
    .all(`SELECT ${columns} FROM artifacts WHERE run_id = ? ORDER BY name`, numericId(runId))
    .map(artifactRecord);
}

export function getArtifact(db: Reader, id: string): ArtifactRecord | null {
  const row = db.get(`SELECT ${columns} FROM artifacts WHERE id = ?`, id);
  return row === null ? null : artifactRecord(row);
}

/** Two servers never get the same one, so each blob is deleted once. */
export function takeExpiredArtifacts(tx: Transaction, at: number, limit: number): ArtifactRecord[] {
  const expired = tx
    .all(`SELECT ${columns} FROM artifacts WHERE expires_at <= ? ORDER BY expires_at LIMIT ?`, at, limit)
    .map(artifactRecord);
  for (const { id } of expired) tx.run('DELETE FROM artifacts WHERE id = ?', id);
  return expired;
}

export function artifactRecord(row: Row): ArtifactRecord {
  return {
    id: text(row.id),
    runId: String(integer(row.run_id)),
    name: text(row.name),
    size: integer(row.size),
    sha256: text(row.sha256),
    createdAt: integer(row.created_at),
    expiresAt: integer(row.expires_at),
  };
}
