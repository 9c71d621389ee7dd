import { join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';

/** Ids are made by the store; this keeps a broken one from leaving the folder. */
const idPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** `<data folder>/repositories/<id>.git`: by id, so that names never become paths. */
export function repositoryFolder(dataDir: string, repositoryId: string): string {
  if (!idPattern.test(repositoryId)) throw new RaibidError('internal', 'A repository id has an unexpected form.');
  return join(dataDir, 'repositories', `${repositoryId}.git`);
}
