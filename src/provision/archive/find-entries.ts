import type { FileHandle } from 'node:fs/promises';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import { RaibidError } from '../../shared/errors.ts';
import { blockSize, decodeHeader, decodeRecords, padding } from '../../shared/tar-header.ts';

/** Where the bytes of a file stand in the archive. */
export interface PlacedEntry {
  start: number;
  size: number;
}

/** Longest pax header that is believed, in bytes. */
const longestRecords = 64 * 1024;

/** Places of all files of a tar, by name; reads headers only. Throws `code` when it is no tar. */
export async function findEntries(
  handle: FileHandle,
  file: string,
  code: ErrorCode,
): Promise<Map<string, PlacedEntry>> {
  const entries = new Map<string, PlacedEntry>();
  let records: Record<string, string> = {};
  for (let at = 0; ; ) {
    const header = await headerAt(handle, file, at, code);
    if (header === null) return entries;
    const size = header.type === 'extended' ? header.size : Number(records.size ?? header.size);
    const start = at + blockSize;
    if (header.type === 'extended')
      records = decodeRecords(await bytesAt(handle, start, Math.min(size, longestRecords)));
    else {
      if (header.type === 'file') entries.set(records.path ?? header.path, { start, size });
      records = {};
    }
    at = start + size + padding(size).length;
  }
}

async function headerAt(
  handle: FileHandle,
  file: string,
  at: number,
  code: ErrorCode,
): Promise<ReturnType<typeof decodeHeader>> {
  const bytes = await bytesAt(handle, at, blockSize);
  // Cut off: what is missing is told by the manifest, which stands at the end.
  if (bytes.length < blockSize) return null;
  try {
    return decodeHeader(bytes);
  } catch (cause) {
    throw new RaibidError(code, `${file} is damaged, or not an archive of raibid-ci: no header at byte ${at}.`, {
      cause,
    });
  }
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
