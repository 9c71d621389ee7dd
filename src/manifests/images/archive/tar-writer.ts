import type { FileHandle } from 'node:fs/promises';
import { blockSize, encodeHeader, padding } from '../../../shared/tar-header.ts';

/** Header of a file that all may read: mode 0644, owned by root, of the year 1970, so that equal content gives equal bytes. */
export function tarHeader(path: string, size: number): Buffer {
  return encodeHeader({ path, type: 'file', size, mode: 0o644 });
}

/** Writes one file of a tar archive. `content` must have `size` bytes. */
export async function writeTarFile(
  file: FileHandle,
  path: string,
  size: number,
  content: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<void> {
  await file.write(tarHeader(path, size));
  for await (const chunk of content) await file.write(chunk);
  await file.write(padding(size));
}

/** The two empty blocks that end an archive. */
export async function endTar(file: FileHandle): Promise<void> {
  await file.write(Buffer.alloc(2 * blockSize));
}
