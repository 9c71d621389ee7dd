import { readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { countLines } from './chunk-lines.ts';
import { attemptFolder, chunkName, listChunks } from './log-folder.ts';
import { replaceFile, unfinished } from './write-new-file.ts';

/**
 * Largest joined chunk, in bytes: a log of 64 MiB takes 16 files, and reading from the middle of a log skips little.
 */
const joinedBytes = 4 * 1024 * 1024;

/** Neighbouring chunks that become one file, under the name of the first. */
interface Group {
  first: number;
  /** The line after its last. */
  end: number;
  contents: Buffer[];
  bytes: number;
  /** Chunks whose lines are all in this group. */
  covered: number[];
}

/**
 * Joins neighbouring chunks of a finished attempt. A group takes the name of its first chunk by an atomic rename, and
 * only then its other chunks go: at every moment each line stands in at least one file. Cut off by a crash, it leaves
 * overlapping chunks, which readers pass over and the next call removes.
 */
export async function compactLog(logs: string, attempt: { jobId: string; attempt: number }): Promise<void> {
  const folder = attemptFolder(logs, attempt);
  const chunks = await listChunks(folder);
  let group: Group | null = null;
  for (const first of chunks) {
    const content = await readFile(join(folder, chunkName(first)));
    if (group !== null && joins(group, first, content)) continue;
    if (group !== null) await settle(folder, group);
    group = { first, end: first + countLines(content), contents: [content], bytes: content.length, covered: [] };
  }
  if (group !== null) await settle(folder, group);
  if (chunks.length > 0) await removeUnfinished(folder);
}

/** Adds the chunk to the group when it follows without a gap and there is room, or when its lines are there already. */
function joins(group: Group, first: number, content: Buffer): boolean {
  const end = first + countLines(content);
  const follows = first === group.end && group.bytes + content.length <= joinedBytes;
  if (!follows && end > group.end) return false;
  group.covered.push(first);
  if (!follows) return true;
  group.contents.push(content);
  group.bytes += content.length;
  group.end = end;
  return true;
}

async function settle(folder: string, group: Group): Promise<void> {
  if (group.contents.length > 1) await replaceFile(folder, chunkName(group.first), Buffer.concat(group.contents));
  for (const first of group.covered) await unlink(join(folder, chunkName(first)));
}

async function removeUnfinished(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith(unfinished));
  for (const name of left) await unlink(join(folder, name));
}
