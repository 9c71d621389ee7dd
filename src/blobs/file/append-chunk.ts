import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogLine } from '../../contract/log.ts';
import { syncFolder } from '../../shared/sync-folder.ts';
import { countLines } from './chunk-lines.ts';
import { errorCode } from './disk-error.ts';
import { attemptFolder, chunkName } from './log-folder.ts';
import { makeFolder } from './make-folder.ts';
import { writeNewFile } from './write-new-file.ts';

export interface Chunk {
  jobId: string;
  attempt: number;
  firstLine: number;
  lines: LogLine[];
}

/** Writes one chunk; when its name is taken, the chunk there is the one that counts. */
export async function appendChunk(logs: string, chunk: Chunk): Promise<{ lines: number }> {
  const folder = attemptFolder(logs, chunk);
  const name = chunkName(chunk.firstLine);
  const content = Buffer.from(chunk.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  if (await writeInto(folder, name, content)) return { lines: chunk.lines.length };
  // Its writer may have died between link and sync: make sure of it before it is acknowledged.
  await syncFolder(folder);
  return { lines: countLines(await readFile(join(folder, name))) };
}

/** The folder is there except for the first chunk of an attempt: looking first would cost a call each time. */
async function writeInto(folder: string, name: string, content: Buffer): Promise<boolean> {
  try {
    return await writeNewFile(folder, name, content);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    await makeFolder(folder);
    return writeNewFile(folder, name, content);
  }
}
