import type { Archive } from '../archive/read-archive.ts';
import { type BackupSecrets, openSecrets } from './sealed-secrets.ts';

/** The file of a backup that holds what is encrypted. */
export const sealedName = 'secrets.json';

/** The secrets of a backup; none without a pass phrase, or when it was made without them. Throws like `openSecrets`. */
export async function readArchivedSecrets(archive: Archive, passphrase: string | null): Promise<BackupSecrets> {
  const isThere = archive.manifest.files.some(({ name }) => name === sealedName);
  return isThere && passphrase !== null ? openSecrets(await archive.bytes(sealedName), passphrase) : {};
}
