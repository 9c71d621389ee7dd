import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { RaibidError } from '../../shared/errors.ts';
import type { FileBlobs } from '../port.ts';
import { diskError, errorCode } from './disk-error.ts';
import { safeName } from './safe-name.ts';
import { unfinishedPath, writeStream } from './write-stream.ts';

/** Whole files by id, spread over folders named by the id's first two characters. */
export function fileBlobs(folder: string): FileBlobs {
  const pathOf = (id: string): string => join(folder, safeName(id).slice(0, 2), id);
  return {
    write: async (id, content, maxBytes) => {
      const path = pathOf(id);
      try {
        return await writeStream(path, content, maxBytes);
      } catch (error) {
        throw diskError(error, path);
      }
    },
    read: async (id) => readBlob(pathOf(id), id),
    delete: async (id) => {
      for (const path of [unfinishedPath(pathOf(id)), pathOf(id)]) await rm(path, { force: true });
    },
  };
}

/** Opens before it answers, so that a missing file is a refusal and not a broken stream. */
async function readBlob(path: string, id: string): Promise<Readable> {
  try {
    return (await open(path, 'r')).createReadStream();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new RaibidError('not_found', `There is no stored file ${id}.`);
    throw diskError(error, path);
  }
}
