import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { ArchiveWriter } from './write-archive.ts';

export interface TreeOptions {
  /** Names that are left out, wherever they stand. */
  skip: RegExp;
  /** The order within a folder; by name where it says nothing. */
  order?: (a: string, b: string) => number;
}

/** Looks at a tree so often before it gives up on finding it at rest. */
const mostLooks = 100;

interface Walk extends TreeOptions {
  writer: ArchiveWriter;
  /** What was added, with what told that file from one that takes its name later. */
  added: Map<string, string>;
  /** Whether a file went away since this look began. */
  restless: boolean;
}

/**
 * Adds a folder with all that is in it, while others may work in it. Where a file went away between being listed and
 * being read, what it held may stand in another one by now (logs are joined, git packs): the tree is then looked at
 * again, and what is new or was replaced is added. Only files and folders: anything else is left out.
 */
export async function addTree(
  writer: ArchiveWriter,
  name: string,
  folder: string,
  options: TreeOptions,
): Promise<void> {
  const walk: Walk = { ...options, writer, added: new Map(), restless: false };
  for (let look = 0; look < mostLooks; look += 1) {
    walk.restless = false;
    await addFolder(walk, name, folder);
    if (!walk.restless) return;
  }
  throw new RaibidError('conflict', `${folder} changes all the time.`, { hint: 'Stop the server and try again.' });
}

async function addFolder(walk: Walk, name: string, folder: string): Promise<void> {
  if (!walk.added.has(name)) await walk.writer.addFolder(name);
  walk.added.set(name, 'folder');
  for (const entry of await entriesOf(folder, walk)) {
    const path = join(folder, entry.name);
    const inside = `${name}/${entry.name}`;
    if (entry.isDirectory()) await addFolder(walk, inside, path);
    else if (entry.isFile()) await addFile(walk, inside, path);
  }
}

async function addFile(walk: Walk, name: string, path: string): Promise<void> {
  const stamp = await stampOf(path);
  if (stamp !== null && walk.added.get(name) === stamp) return;
  if (stamp !== null && (await walk.writer.addFile(name, path))) walk.added.set(name, stamp);
  else walk.restless = true;
}

async function entriesOf(folder: string, { skip, order }: TreeOptions): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(nothingIfGone);
  const wanted = entries.filter((entry) => !skip.test(entry.name));
  return wanted.sort((a, b) => order?.(a.name, b.name) || (a.name < b.name ? -1 : 1));
}

async function stampOf(path: string): Promise<string | null> {
  const found: BigIntStats | null = await lstat(path, { bigint: true }).catch(() => null);
  return found === null ? null : `${found.ino} ${found.size} ${found.mtimeNs}`;
}

function nothingIfGone(error: unknown): Dirent[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}
