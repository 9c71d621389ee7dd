/**
 * Connected forges. `credentials` is sealed by the server; the store never sees them open. `forge_hooks` has one row an
 * enabled repository: the webhook that the server made there.
 */
export const forgeSchema = `
CREATE TABLE forges (
  name TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  url TEXT NOT NULL,
  credentials TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE forge_hooks (
  repository_id INTEGER PRIMARY KEY REFERENCES repositories ON DELETE CASCADE,
  hook_id TEXT NOT NULL
) STRICT;
`;
