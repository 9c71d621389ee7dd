import { isRaibidError } from '../shared/errors.ts';

/** The store could not do it now and may later: it is away, or its disk is full. No refusal, and no fault of the caller. */
export function isStoreFailure(error: unknown): boolean {
  return isRaibidError(error, 'store_unavailable') || isRaibidError(error, 'disk_full');
}
