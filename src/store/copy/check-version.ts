import { RaibidError } from '../../shared/errors.ts';

/**
 * Refuses a store of another schema version: it may hold what this program does not know, or in another way. `name`: of the
 * store, for people. Errors: `store_newer`; `conflict` for an older one.
 */
export function checkVersion(name: string, found: number, known: number): void {
  if (found === known) return;
  const message = `The store ${name} has schema version ${found}; this program copies version ${known}.`;
  if (found > known) throw new RaibidError('store_newer', message, { details: { found, known } });
  throw new RaibidError('conflict', message, { hint: 'Start a server of this version on it once, then copy.' });
}
