import { RaibidError } from '../../../shared/errors.ts';
import { blockSize, type DecodedHeader, decodeHeader, decodeRecords, padding } from '../../../shared/tar-header.ts';
import type { ByteSource } from './byte-source.ts';

/** One member of a tar archive, while the reader stands before its content. */
export interface TarEntry {
  /** Without `./` in front and `/` at the end. */
  path: string;
  type: 'file' | 'directory' | 'other';
  /** Permission bits. */
  mode: number;
  uid: number;
  /** Bytes of its content. */
  size: number;
  /** Where the content starts in the archive. */
  offset: number;
  /** Reads the content. Only once, and before the next entry is asked for. */
  content(): Promise<Buffer>;
}

/** Longest name that is believed. */
const maxName = 64 * 1024;

/**
 * The members of a tar archive (POSIX ustar and pax, and GNU's long names). Throws `input_invalid` for what is none.
 */
export async function* tarEntries(source: ByteSource): AsyncGenerator<TarEntry> {
  let records: Record<string, string> = {};
  for (;;) {
    const block = await source.read(blockSize);
    const header = block.length === 0 ? null : readHeader(block);
    if (header === null) return;
    const { type } = header;
    const size = Number(records.size ?? header.size);
    const after = source.position + size + padding(size).length;
    if (type === 'long-name' || type === 'extended') {
      const body = await source.read(Math.min(size, maxName));
      records = type === 'extended' ? decodeRecords(body) : { path: body.toString().replace(/\0.*$/s, '') };
    } else if (type !== 'global') {
      const path = records.path ?? header.path;
      records = {};
      yield {
        path: path.replace(/^\.?\/+/, '').replace(/\/+$/, ''),
        type: entryTypes[type],
        mode: header.mode,
        uid: header.uid,
        size,
        offset: source.position,
        content: () => source.read(size),
      };
    }
    await source.skip(after - source.position);
  }
}

const entryTypes = { file: 'file', folder: 'directory', other: 'other' } as const;

function readHeader(block: Buffer): DecodedHeader | null {
  try {
    if (block.length < blockSize) throw new Error(`a header of ${block.length} bytes`);
    return decodeHeader(block);
  } catch (cause) {
    throw new RaibidError('input_invalid', 'The file is no tar archive, or was cut off.', { cause });
  }
}
