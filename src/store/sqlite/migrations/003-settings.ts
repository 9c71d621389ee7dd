/**
 * Secrets (sealed by the server; the store never sees them open) and configuration variables. `scope` names what they
 * belong to; `repository_id` is null for those of an owner, which outlive its repositories.
 */
export const settingsSchema = `
CREATE TABLE settings (
  kind TEXT NOT NULL CHECK (kind IN ('secret', 'variable')),
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  repository_id INTEGER REFERENCES repositories ON DELETE CASCADE,
  value TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (kind, scope, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX settings_of_repository ON settings (repository_id);
`;
