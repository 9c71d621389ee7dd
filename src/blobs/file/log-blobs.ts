import { rm } from 'node:fs/promises';
import type { LogBlobs } from '../port.ts';
import { appendChunk } from './append-chunk.ts';
import { compactLog } from './compact-log.ts';
import { diskError } from './disk-error.ts';
import { runFolder } from './log-folder.ts';
import { type LogRange, type NumberedLine, readLog } from './read-log.ts';

/** The logs below one folder (docs/logs.md). */
export function logBlobs(folder: string): LogBlobs {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw diskError(error, folder);
    }
  };
  return {
    append: (chunk) => guarded(() => appendChunk(folder, chunk)),
    read: (range) => guardedRead(folder, range),
    compact: (attempt) => guarded(() => compactLog(folder, attempt)),
    deleteRun: (runId) => guarded(() => rm(runFolder(folder, runId), { recursive: true, force: true })),
  };
}

async function* guardedRead(folder: string, range: LogRange): AsyncGenerator<NumberedLine> {
  try {
    yield* readLog(folder, range);
  } catch (error) {
    throw diskError(error, folder);
  }
}
