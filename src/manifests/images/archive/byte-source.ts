import type { FileHandle } from 'node:fs/promises';

/** Bytes in their order, from a file or a stream. */
export interface ByteSource {
  /** Offset of the next byte from the start. */
  readonly position: number;
  /** The next bytes; fewer than asked for only at the end. */
  read(length: number): Promise<Buffer>;
  skip(length: number): Promise<void>;
}

/** Skips by seeking: the blobs of an archive are not read to find the next one. */
export function fileSource(file: FileHandle): ByteSource {
  let position = 0;
  return {
    get position() {
      return position;
    },
    async read(length) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      position += bytesRead;
      return buffer.subarray(0, bytesRead);
    },
    async skip(length) {
      position += length;
    },
  };
}

/** Bytes that come as they come, such as those of a layer while it is unpacked. */
export function streamSource(stream: AsyncIterable<Buffer>): ByteSource {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;

  async function* take(length: number): AsyncGenerator<Buffer> {
    let missing = length;
    while (missing > 0) {
      if (rest.length === 0) {
        const next = await chunks.next();
        if (next.done) return;
        rest = next.value;
      }
      const part = rest.subarray(0, missing);
      rest = rest.subarray(part.length);
      missing -= part.length;
      position += part.length;
      yield part;
    }
  }
  return {
    get position() {
      return position;
    },
    async read(length) {
      const parts: Buffer[] = [];
      for await (const part of take(length)) parts.push(part);
      return Buffer.concat(parts);
    },
    async skip(length) {
      for await (const _ of take(length));
    },
  };
}
