import { join } from 'node:path';
import type { Blobs } from '../port.ts';
import { diskError } from './disk-error.ts';
import { fileBlobs } from './file-blobs.ts';
import { logBlobs } from './log-blobs.ts';
import { makeFolder } from './make-folder.ts';
import { removeAbandoned } from './remove-abandoned.ts';

/**
 * Keeps blobs as files below one folder, readable by its owner only: `logs/<run>/<job>/<attempt>/<first line>.jsonl`,
 * `artifacts/` and `caches/`. Two servers may share it. Errors: `disk_full`, `store_unavailable`.
 */
export async function openFileBlobs(folder: string): Promise<Blobs> {
  const folders = { logs: join(folder, 'logs'), artifacts: join(folder, 'artifacts'), caches: join(folder, 'caches') };
  try {
    for (const path of Object.values(folders)) await makeFolder(path);
    for (const path of [folders.artifacts, folders.caches]) await removeAbandoned(path, Date.now());
  } catch (error) {
    throw diskError(error, folder);
  }
  return {
    logs: logBlobs(folders.logs),
    artifacts: fileBlobs(folders.artifacts),
    caches: fileBlobs(folders.caches),
  };
}
