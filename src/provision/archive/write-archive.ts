import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import { packageVersion } from '../../shared/package-version.ts';
import { blockSize, encodeHeader, padding } from '../../shared/tar-header.ts';
import { type ArchivedFile, type Manifest, manifestName, manifestSumName } from './manifest.ts';

/** One tar file that is being written. */
export interface ArchiveWriter {
  addFolder(name: string): Promise<void>;
  addBytes(name: string, content: Buffer): Promise<void>;
  /** Copies a file as it is now. Answers false when it is not there any more. */
  addFile(name: string, path: string): Promise<boolean>;
  /** Writes manifest and end, syncs, and gives the archive its name. */
  finish(): Promise<Manifest>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

const copyBytes = 1024 * 1024;

/**
 * Starts an archive of files with a manifest of their SHA-256. It appears under its name only when it is complete and on
 * disk, readable by its owner only.
 */
export async function writeArchive(
  file: string,
  { kind, about }: Pick<Manifest, 'kind' | 'about'>,
  createdAt: number,
): Promise<ArchiveWriter> {
  const draft = join(dirname(file), `.${basename(file)}.unfinished`);
  const handle = await open(draft, 'w', 0o600);
  const folders: string[] = [];
  // By name: of a file that was added again only the last one counts, for every tar too.
  const files = new Map<string, ArchivedFile>();

  async function addBytes(name: string, content: Buffer): Promise<void> {
    await handle.write(encodeHeader({ path: name, type: 'file', size: content.length }));
    await handle.write(content);
    await handle.write(padding(content.length));
    files.set(name, { name, size: content.length, sha256: createHash('sha256').update(content).digest('hex') });
  }

  return {
    addBytes,
    async addFolder(name) {
      await handle.write(encodeHeader({ path: name, type: 'folder', size: 0 }));
      folders.push(name);
    },
    async addFile(name, path) {
      const source = await openIfThere(path);
      if (source === null) return false;
      try {
        files.set(name, await copyInto(handle, name, source));
      } finally {
        await source.close();
      }
      return true;
    },
    async finish() {
      const writtenBy = packageVersion();
      const all = [...files.values()];
      const manifest: Manifest = { format: 'raibid-archive/1', kind, createdAt, writtenBy, about, folders, files: all };
      const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
      const sum = createHash('sha256').update(text).digest('hex');
      await addBytes(manifestName, text);
      await addBytes(manifestSumName, Buffer.from(`${sum}  ${manifestName}\n`));
      await handle.write(Buffer.alloc(2 * blockSize));
      await handle.sync();
      await handle.close();
      await rename(draft, file);
      return manifest;
    },
    async abandon() {
      await handle.close().catch(() => undefined);
      await rm(draft, { force: true });
    },
  };
}

/** As long as the file was when it was opened: what is appended meanwhile belongs to the next archive. */
async function copyInto(target: FileHandle, name: string, source: FileHandle): Promise<ArchivedFile> {
  const { size } = await source.stat();
  const hash = createHash('sha256');
  await target.write(encodeHeader({ path: name, type: 'file', size }));
  const buffer = Buffer.alloc(Math.min(copyBytes, Math.max(1, size)));
  for (let left = size; left > 0; ) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, left));
    if (bytesRead === 0) throw new Error(`${name} became shorter while it was read`);
    hash.update(buffer.subarray(0, bytesRead));
    await target.write(buffer, 0, bytesRead);
    left -= bytesRead;
  }
  await target.write(padding(size));
  return { name, size, sha256: hash.digest('hex') };
}

/** A full disk in words; everything else as it is. */
export function diskFull(error: unknown, file: string): unknown {
  const full = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
  if (!full) return error;
  const hint = 'Free space there, or choose a folder on another disk.';
  return new RaibidError('disk_full', `Nothing more can be written to ${file}.`, { hint, cause: error });
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
