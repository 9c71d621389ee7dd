import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { RaibidError } from '../../shared/errors.ts';
import { syncFolder } from '../../shared/sync-folder.ts';
import { makeFolder } from './make-folder.ts';
import { unfinished } from './write-new-file.ts';

/** Streams content into a file that appears whole or not at all; answers its size in bytes and its SHA-256 in hex. */
export async function writeStream(
  path: string,
  content: Readable,
  maxBytes: number,
): Promise<{ size: number; sha256: string }> {
  const folder = dirname(path);
  await makeFolder(folder);
  const temporary = unfinishedPath(path);
  try {
    const written = await copy(content, temporary, maxBytes);
    await rename(temporary, path);
    await syncFolder(folder);
    return written;
  } catch (error) {
    content.destroy();
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** Where the bytes of a file are before they are all there: beside it, so that whoever knows the one can delete the other. */
export function unfinishedPath(path: string): string {
  return join(dirname(path), unfinished + basename(path));
}

async function copy(content: Readable, path: string, maxBytes: number): Promise<{ size: number; sha256: string }> {
  const handle = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const piece of content) {
      const bytes = bytesOf(piece);
      size += bytes.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      hash.update(bytes);
      await writeAll(handle, bytes);
    }
    await handle.datasync();
    return { size, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}

function bytesOf(piece: unknown): Buffer {
  if (Buffer.isBuffer(piece)) return piece;
  if (typeof piece === 'string') return Buffer.from(piece);
  throw new TypeError('expected a stream of bytes');
}

/** A nearly full disk takes part of a write without an error; the next try then fails. */
async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, offset);
    offset += bytesWritten;
  }
}

function tooLarge(maxBytes: number): RaibidError {
  return new RaibidError('too_large', `More than ${maxBytes} bytes were sent.`, { details: { maxBytes } });
}
