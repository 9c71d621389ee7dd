import type { Clock } from '../../shared/clock.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Store } from '../../store/port.ts';
import { forgeContext } from '../forge/connection.ts';
import { mirrorContext } from '../mirrors/credentials.ts';
import { secretContext } from './scope.ts';
import type { KeyRing } from './seal.ts';

export interface ResealDeps {
  store: Pick<Store, 'settings' | 'forges' | 'mirrors' | 'ticks'>;
  sealer: KeyRing;
  clock: Clock;
  log: Logger;
}

const minute = 60_000;

/** Something in the store that was sealed. */
interface Sealed {
  context: string;
  sealed: string;
  replace(next: string): Promise<unknown>;
}

export interface Resealed {
  /** How many texts were sealed anew. */
  resealed: number;
  /** Contexts of what no key opens; it stays as it is. */
  lost: string[];
}

/**
 * Makes a new key and seals everything under it. Both keys are on the disk before the first text changes, so a server
 * that is killed half-way opens all of them at its next start, and `finishRotation` does the rest. The old key stays in
 * the file until then: a text that was sealed a moment before may still be on its way to the store.
 */
export async function rotateKey(deps: ResealDeps): Promise<Resealed> {
  const { sealer, store, clock } = deps;
  const now = clock.now();
  // Two servers must not replace the file at the same time: the key of the slower one would be all there is.
  if (!(await store.ticks.claim(`secret-key:${sealer.currentKey()}:${Math.floor(now / minute)}`, now))) {
    throw new RaibidError('conflict', 'The key is being rotated already.', { hint: 'Try again in a minute.' });
  }
  await sealer.addKey();
  const done = await resealAll(deps);
  deps.log.info({ resealed: done.resealed, lost: done.lost.length }, 'everything is sealed under a new key');
  return done;
}

/** At the start: completes a rotation that was killed, and removes the keys that are of no use any more. */
export async function finishRotation(deps: ResealDeps): Promise<void> {
  const { resealed, lost } = await resealAll(deps);
  await deps.sealer.dropOldKeys();
  if (resealed > 0) deps.log.info({ resealed }, 'the rotation of the secret key was completed');
  if (lost.length > 0) deps.log.error({ lost }, 'the key file does not open these; put it back or set them again');
}

async function resealAll(deps: ResealDeps): Promise<Resealed> {
  const done: Resealed = { resealed: 0, lost: [] };
  for (const { context, sealed, replace } of await everythingSealed(deps)) {
    const text = openOrNull(deps.sealer, sealed, context);
    if (text === null) done.lost.push(context);
    else if (!deps.sealer.isCurrent(sealed)) {
      await replace(deps.sealer.seal(text, context));
      done.resealed += 1;
    }
  }
  return done;
}

function openOrNull(sealer: KeyRing, sealed: string, context: string): string | null {
  try {
    return sealer.open(sealed, context);
  } catch {
    return null;
  }
}

async function everythingSealed({ store }: ResealDeps): Promise<Sealed[]> {
  const secrets = (await store.settings.secrets()).map((secret) => ({
    context: secretContext(secret),
    sealed: secret.value,
    replace: (next: string) => store.settings.reseal(secret, next),
  }));
  const forges = (await store.forges.list()).map(({ name, credentials }) => ({
    context: forgeContext(name),
    sealed: credentials,
    replace: (next: string) => store.forges.reseal(name, next),
  }));
  const mirrors = (await store.mirrors.list()).map((mirror) => ({
    context: mirrorContext(mirror.repositoryId),
    sealed: mirror.credentials,
    replace: (next: string) => store.mirrors.reseal(mirror, next),
  }));
  return [...secrets, ...forges, ...mirrors];
}
