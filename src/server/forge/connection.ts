import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { RaibidError } from '../../shared/errors.ts';
import type { ForgeRecord } from '../../store/port/forges.ts';
import type { Store } from '../../store/port.ts';
import type { Sealer } from '../secrets/seal.ts';

/** A connected forge with its credentials open. Held in memory only. */
export interface ForgeConnection {
  name: string;
  kind: ForgeRecord['kind'];
  /** Without a slash at the end. */
  url: string;
  token: string;
  /** What the secrets of its webhooks are derived from. */
  hookKey: string;
  /**
   * Keys of before, newest first: as long as they stand here webhooks may have secrets of them, which count. Empty once
   * every webhook was made anew under the present key.
   */
  formerHookKeys: string[];
}

/** Keys of webhooks: the one in force, and those that must still be replaced on the forge. */
export type HookKeys = Pick<ForgeConnection, 'hookKey' | 'formerHookKeys'>;

const credentialsSchema = z.object({
  token: z.string(),
  hookKey: z.string(),
  formerHookKeys: z.array(z.string()).default([]),
});

/** Opens the connections of forges. */
export interface ForgeConnections {
  /** `not_found` when there is no such forge. */
  get(name: string): Promise<ForgeConnection>;
  /** The record of a new connection, sealed. Without a key for its webhooks one is made. */
  seal(forge: Omit<ForgeConnection, keyof HookKeys>, createdAt: number, keys?: HookKeys): ForgeRecord;
}

export function createConnections(store: Pick<Store, 'forges'>, sealer: Sealer): ForgeConnections {
  return {
    async get(name) {
      const record = await store.forges.find(name);
      if (record === null) throw new RaibidError('not_found', `There is no forge ${name}.`);
      const { kind, url, credentials } = record;
      return { name, kind, url, ...credentialsSchema.parse(JSON.parse(sealer.open(credentials, forgeContext(name)))) };
    },
    seal({ name, kind, url, token }, createdAt, { hookKey, formerHookKeys } = newHookKeys()) {
      return {
        name,
        kind,
        url,
        createdAt,
        credentials: sealer.seal(JSON.stringify({ token, hookKey, formerHookKeys }), forgeContext(name)),
      };
    },
  };
}

function newHookKeys(): HookKeys {
  return { hookKey: randomBytes(32).toString('base64url'), formerHookKeys: [] };
}

/** What the sealed credentials of a forge are bound to. */
export function forgeContext(name: string): string {
  return `forge:${name}`;
}

/**
 * Secret of one repository's webhook. Each has its own: who may look at one repository's settings on the forge must not
 * be able to speak for another.
 */
export function hookSecretOf(hookKey: string, repositoryId: string): string {
  return createHmac('sha256', hookKey).update(`webhook:${repositoryId}`).digest('base64url');
}

/** All secrets that the repository's webhook may have at present, the right one first. */
export function acceptedHookSecrets({ hookKey, formerHookKeys }: HookKeys, repositoryId: string): string[] {
  return [hookKey, ...formerHookKeys].map((key) => hookSecretOf(key, repositoryId));
}
