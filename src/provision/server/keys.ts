import { randomBytes } from 'node:crypto';
import type { ComponentContext } from '../context.ts';
import { randomText } from '../secrets/recipe.ts';
import { readSecret, writeSecret } from '../secrets/stored-secret.ts';

/** The Secret with the server's admin token and sealing key, and its copy. */
export const keysName = 'raibid-server-keys';
/** The sealing key opens what the server keeps in Redis, so the copy lives where these data live. */
const copyNamespace = 'raibid-redis';

/** A fresh sealing key, as the server reads it. */
export function newSealingKey(): string {
  return randomBytes(32).toString('hex');
}

/**
 * The keys that belong to the data in Redis, or new ones: a server that failed, or was taken away, and comes back finds the
 * keys of its data again.
 */
export async function keysBesideTheData(context: ComponentContext): Promise<Record<string, string>> {
  const kept = await readSecret(context, copyNamespace, keysName);
  if (kept?.['sealing-key'] !== undefined && kept['admin-token'] !== undefined) return kept;
  const values = { 'admin-token': randomText(), 'sealing-key': newSealingKey() };
  await keepBesideTheData(context, values);
  return values;
}

/** Writes the copy of the server's keys. Before the Secret of the server itself: nothing is sealed by a key that could be lost. */
export async function keepBesideTheData(context: ComponentContext, values: Record<string, string>): Promise<void> {
  await writeSecret(context, { namespace: copyNamespace, name: keysName, values }, 'Opaque');
}
