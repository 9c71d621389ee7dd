import { formatPosition, RaibidError } from '../shared/errors.ts';

/** A fault of the file as one line with its place; anything else is a bug and goes on. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof RaibidError)) throw error;
  return error.at === undefined ? error.message : `${formatPosition(error.at)}: ${error.message}`;
}
