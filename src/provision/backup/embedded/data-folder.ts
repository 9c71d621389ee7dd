/**
 * What of a data folder is backed up. The rest is made again: `agents/` and `tool-cache/` belong to running jobs,
 * `action-cache/` is fetched, `server.json` names a running server.
 */
export const databaseFile = 'state.db';
export const blobsFolder = 'blobs';
export const repositoriesFolder = 'repositories';

/** Files that are encrypted in a backup. Without `secret-key` nobody opens the secrets in the database. */
export const secretFiles = ['secret-key', 'admin-token'] as const;
