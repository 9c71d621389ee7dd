import { RaibidError } from '../../shared/errors.ts';
import type { LeaseRecord } from '../../store/port/leases.ts';
import type { Principal } from '../deps.ts';

/** A lease with the token that proves it. */
export interface HeldLease {
  lease: LeaseRecord;
  tokenHash: string;
}

/** The live lease of the caller; `lease_lost` when it has ended. */
export async function heldLease(principal: Principal): Promise<HeldLease> {
  const lease = principal.kind === 'lease' ? await principal.lease() : null;
  if (principal.kind !== 'lease' || lease === null) throw leaseLost();
  return { lease, tokenHash: principal.tokenHash };
}

/** A token of one attempt says nothing about another. */
export function checkAttempt({ lease }: HeldLease, named: { jobId: string; attempt: number }): void {
  if (lease.jobId !== named.jobId || lease.attempt !== named.attempt) throw leaseLost();
}

export function leaseLost(): RaibidError {
  return new RaibidError('lease_lost', 'The lease of this attempt has ended.');
}
