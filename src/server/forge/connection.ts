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
}

const credentialsSchema = z.object({ token: z.string(), hookKey: z.string() });

/** Opens the connections of forges. */
export interface ForgeConnections {
  /** `not_found` when there is no such forge. */
  get(name: string): Promise<ForgeConnection>;
  /** The record of a new connection, sealed. Without a key for its webhooks one is made. */
  seal(forge: Omit<ForgeConnection, 'hookKey'>, createdAt: number, hookKey?: string): ForgeRecord;
}

export function createConnections(store: Pick<Store, 'forges'>, sealer: Sealer): ForgeConnections {
  return {
    async get(name) {
      const record = await store.forges.find(name);
      if (record === null) throw new RaibidError('not_found', `There is no forge ${name}.`);
      const { kind, url, credentials } = record;
      return { name, kind, url, ...credentialsSchema.parse(JSON.parse(sealer.open(credentials, forgeContext(name)))) };
    },
    seal({ name, kind, url, token }, createdAt, hookKey = randomBytes(32).toString('base64url')) {
      return {
        name,
        kind,
        url,
        createdAt,
        credentials: sealer.seal(JSON.stringify({ token, hookKey }), forgeContext(name)),
      };
    },
  };
}

/** What the sealed credentials of a forge are bound to. */
export function forgeContext(name: string): string {
  return `forge:${name}`;
}

/**
 * Secret of one repository's webhook. Each has its own: who may look at one repository's settings on the forge must not
 * be able to speak for another.
 */
export function hookSecretOf(connection: Pick<ForgeConnection, 'hookKey'>, repositoryId: string): string {
  return createHmac('sha256', connection.hookKey).update(`webhook:${repositoryId}`).digest('base64url');
}
