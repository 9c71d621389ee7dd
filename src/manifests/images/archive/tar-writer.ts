import type { FileHandle } from 'node:fs/promises';

const block = 512;

/** Header of a file of this size: mode 0644, owned by root, of the year 1970, so that equal content gives equal bytes. */
export function tarHeader(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`the name is too long for a plain header: ${path}`);
  const header = Buffer.alloc(block);
  header.write(path, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
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
  await file.write(Buffer.alloc((block - (size % block)) % block));
}

/** The two empty blocks that end an archive. */
export async function endTar(file: FileHandle): Promise<void> {
  await file.write(Buffer.alloc(2 * block));
}
