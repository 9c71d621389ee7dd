import type { Client } from '../client/client.ts';
import { isRaibidError } from '../shared/errors.ts';

/** This agent's right to one attempt at one job, and the moment when it is gone. */
export interface Lease {
  /** Speaks with the lease token. */
  readonly client: Client;
  readonly attempt: { jobId: string; attempt: number };
  /** Aborted when the server said that the lease has ended: nothing more is to be done for this job. */
  readonly lost: AbortSignal;
  /** True when the error says so, and then marks it; every caller that gets an error asks. */
  isLost(error: unknown): boolean;
}

export function createLease(client: Client, attempt: { jobId: string; attempt: number }): Lease {
  const controller = new AbortController();
  return {
    client,
    attempt,
    lost: controller.signal,
    isLost(error) {
      // `unauthorized`: the token was replaced by a repeated claim, or the server forgot it: it is not ours any more.
      if (isRaibidError(error, 'lease_lost') || isRaibidError(error, 'unauthorized')) controller.abort(error);
      return controller.signal.aborted;
    },
  };
}
