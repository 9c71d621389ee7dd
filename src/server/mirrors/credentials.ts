import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { MirrorRecord } from '../../store/port/mirrors.ts';
import type { Sealer } from '../secrets/seal.ts';

const credentialsSchema = z.object({
  /** For the other repository; both empty for none. */
  username: z.string(),
  password: z.string(),
  /** Private key and host keys of an ssh address; both empty for others. */
  sshKey: z.string().default(''),
  hostKeys: z.array(z.string()).default([]),
  /** Key of the signatures of its webhook. */
  hookSecret: z.string(),
  /** For the statuses that go back; null: none go. */
  statusToken: z.string().nullable(),
});
/** What a mirror knows and nobody may read. Open in memory only. */
export type MirrorCredentials = z.infer<typeof credentialsSchema>;

/** What the sealed credentials of a mirror are bound to. */
export function mirrorContext(repositoryId: string): string {
  return `mirror:${repositoryId}`;
}

/** Seals the credentials of a new mirror. */
export function sealCredentials(sealer: Sealer, repositoryId: string, credentials: MirrorCredentials): string {
  return sealer.seal(JSON.stringify(credentials), mirrorContext(repositoryId));
}

/** `internal` when the key does not open them. */
export function openCredentials(sealer: Sealer, { repositoryId, credentials }: MirrorRecord): MirrorCredentials {
  return credentialsSchema.parse(JSON.parse(sealer.open(credentials, mirrorContext(repositoryId))));
}

/** A fresh key for the signatures of a webhook. */
export function newHookSecret(): string {
  return randomBytes(32).toString('base64url');
}
