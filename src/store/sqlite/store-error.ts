import { RaibidError } from '../../shared/errors.ts';

/** What is wrong with the disk or the file, by SQLite's primary result code (https://sqlite.org/rescode.html). */
const faults: Record<number, string> = {
  5: 'another process holds its lock',
  6: 'another statement holds its lock',
  8: 'it is read-only',
  10: 'reading or writing the disk failed',
  11: 'the file is damaged',
  14: 'the file cannot be opened',
  26: 'the file is not a SQLite database',
};

/** SQLITE_FULL: no room in the file system. */
const full = 13;

/** Turns an error of SQLite or the file system into one for people; other errors (bugs, refusals) stay as they are. */
export function storeError(error: unknown, file: string): unknown {
  if (error instanceof RaibidError || !(error instanceof Error)) return error;
  if (codeOf(error) === full)
    return new RaibidError('disk_full', `The store ${file} cannot grow: the disk is full.`, { cause: error });
  const fault = faultOf(error);
  if (fault === null) return error;
  return new RaibidError('store_unavailable', `The store ${file} cannot be used: ${fault}.`, { cause: error });
}

/** Extended codes carry the primary code in their low byte. */
function codeOf(error: Error & { errcode?: unknown }): number | null {
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

function faultOf(error: Error & { code?: unknown; syscall?: unknown }): string | null {
  const code = codeOf(error);
  if (code !== null) return faults[code] ?? null;
  if (error.code === 'ERR_INVALID_STATE') return 'it is closed';
  return typeof error.syscall === 'string' ? error.message : null;
}
