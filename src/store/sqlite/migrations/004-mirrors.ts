/** One row a repository that follows another one elsewhere. `credentials` is sealed by the server. */
export const mirrorSchema = `
CREATE TABLE mirrors (
  repository_id INTEGER PRIMARY KEY REFERENCES repositories ON DELETE CASCADE,
  body TEXT NOT NULL,
  credentials TEXT NOT NULL,
  next_sync_at INTEGER NOT NULL
) STRICT;
CREATE INDEX mirrors_due ON mirrors (next_sync_at);
`;
