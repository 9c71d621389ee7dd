import { RaibidError } from '../../shared/errors.ts';
import type { LeaseRecord } from '../../store/port.ts';
import type { Principal } from '../deps.ts';

type Of<Kind extends Principal['kind']> = Extract<Principal, { kind: Kind }>;

/** The user of a route with `auth: 'user'`. */
export function userOf(principal: Principal): Of<'user'> {
  if (principal.kind !== 'user') throw new RaibidError('forbidden', 'This needs a user token.');
  return principal;
}

/** Name of the user of a route with `auth: 'user'`, as runs and records show it. */
export function actorOf(principal: Principal): string {
  return userOf(principal).token.name;
}

/** The live lease of a route with `auth: 'lease'`; `lease_lost` when it has ended. */
export function leaseOf(principal: Principal): LeaseRecord {
  if (principal.kind === 'lease' && principal.lease !== null) return principal.lease;
  throw new RaibidError('lease_lost', 'The lease of this token has ended.');
}

/** The job of a route with `auth: 'job'`. */
export function jobOf(principal: Principal): Of<'job'> {
  if (principal.kind !== 'job') throw new RaibidError('forbidden', 'This needs a job token.');
  return principal;
}
