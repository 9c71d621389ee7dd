import { RaibidError } from '../../shared/errors.ts';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const broken = new Set([
  'EIO',
  'EROFS',
  'EACCES',
  'EPERM',
  'EMFILE',
  'ENFILE',
  'ENOTDIR',
  'EISDIR',
  'ENOENT',
  'ESTALE',
]);

/**
 * Puts a full disk and other failures of the disk into words. Everything else stays as it is: refusals, and errors of
 * the stream that is being stored (`ECONNRESET`).
 */
export function diskError(error: unknown, path: string): unknown {
  if (error instanceof RaibidError) return error;
  const code = errorCode(error);
  if (code === null) return error;
  if (full.has(code)) return new RaibidError('disk_full', `Nothing more can be written to ${path}.`, { cause: error });
  if (!broken.has(code)) return error;
  return new RaibidError('store_unavailable', `Reading or writing ${path} failed: ${code}.`, { cause: error });
}

/** `ENOENT` and its kin; null for an error that is not the system's. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
