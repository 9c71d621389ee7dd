import { RaibidError, type RaibidErrorOptions } from '../shared/errors.ts';

/** The error for a smoke test that saw something else than it must. */
export function notVerified(what: string, options: Omit<RaibidErrorOptions, 'at'> = {}): RaibidError {
  return new RaibidError('provision_failed', what, options);
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
