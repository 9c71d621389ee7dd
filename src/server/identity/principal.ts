import { RaibidError } from '../../shared/errors.ts';
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

/** The job of a route with `auth: 'job'`. */
export function jobOf(principal: Principal): Of<'job'> {
  if (principal.kind !== 'job') throw new RaibidError('forbidden', 'This needs a job token.');
  return principal;
}
