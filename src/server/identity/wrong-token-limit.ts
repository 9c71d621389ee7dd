import { boundedMap } from '../../shared/bounded-map.ts';

/** Wrong tokens one address may send within the window before it is told to slow down. */
const allowedInWindow = 30;
const windowMilliseconds = 60_000;
/** Addresses remembered at most; the oldest goes first. */
const maxAddresses = 10_000;

/** Counts wrong tokens by address. */
export interface WrongTokenLimit {
  /** Notes a wrong token. Answers the seconds to wait when there were too many, otherwise null. */
  note(address: string): number | null;
}

/**
 * A fixed window of one minute an address, in this process's memory. It answers `429` instead of `401` to wrong tokens
 * only: a right token is never held up, because agents, jobs and people may share an address (loopback, NAT) and a
 * hostile job could otherwise lock the others out. Guessing 256 random bits needs no lock; noise does.
 */
export function createWrongTokenLimit(monotonic: () => number): WrongTokenLimit {
  const windows = boundedMap<{ since: number; count: number }>(maxAddresses);
  return {
    note(address) {
      const now = monotonic();
      const known = windows.get(address);
      const current = known === undefined || now - known.since >= windowMilliseconds ? { since: now, count: 0 } : known;
      current.count += 1;
      windows.set(address, current);
      if (current.count <= allowedInWindow) return null;
      return Math.max(1, Math.ceil((current.since + windowMilliseconds - now) / 1000));
    },
  };
}
