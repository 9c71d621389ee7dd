import type { Stats } from 'node:fs';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ServerConfig, sharedDirOf } from '../contract/config.ts';
import { RaibidError } from '../shared/errors.ts';

/** Errors of the file system that another folder or another mount mends. */
const reasons: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is on a file system that is read only',
  EEXIST: 'it is a file, not a folder',
  ENOENT: 'nothing can be made there',
  ENOTDIR: 'a part of it is a file, not a folder',
  ENOSPC: 'the disk is full',
};

/** Makes the folders that a server keeps its state in, for its user alone. @throws `config_invalid` with the reason */
export async function makeDataFolders(config: ServerConfig): Promise<void> {
  for (const folder of new Set([config.dataDir, sharedDirOf(config)])) {
    try {
      await makeFolder(folder);
      await access(folder, constants.W_OK | constants.X_OK);
    } catch (cause) {
      throw refusal(folder, cause);
    }
  }
}

/** Makes it with its parents. Node's own way never ends below /proc, where nothing can be made in a folder that is there. */
async function makeFolder(folder: string): Promise<void> {
  const parent = dirname(folder);
  if ((await statOrNull(parent)) === null) await makeFolder(parent);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if ((await statOrNull(folder))?.isDirectory() !== true) throw error;
  }
}

async function statOrNull(path: string): Promise<Stats | null> {
  return stat(path).catch(() => null);
}

function refusal(folder: string, cause: unknown): unknown {
  const reason = cause instanceof Error && 'code' in cause ? reasons[String(cause.code)] : undefined;
  if (reason === undefined) return cause;
  return new RaibidError('config_invalid', `The data folder ${folder} cannot be used: ${reason}.`, {
    hint: 'Name another one with --data-dir or RAIBID_DATA_DIR, or mend this one.',
    cause,
  });
}
