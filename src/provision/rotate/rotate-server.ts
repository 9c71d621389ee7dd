import { settingRoutes } from '../../contract/api/settings.ts';
import { RaibidError } from '../../shared/errors.ts';
import { restartPods } from '../backup/cluster/workload.ts';
import type { ComponentContext } from '../context.ts';
import { randomText } from '../secrets/recipe.ts';
import { readSecret, writeSecret } from '../secrets/stored-secret.ts';
import { keepBesideTheData, keysName, newSealingKey } from '../server/keys.ts';
import { withServer } from '../server/server-api.ts';
import { serverPods } from '../server/server-pods.ts';
import type { ContextOf } from './context-of.ts';

/**
 * Gives the server a new admin token and a new sealing key, and seals everything anew, while it serves: pods are replaced
 * one after the other, and at each moment all of them can open what any of them seals. Tokens of leases and jobs end with
 * their jobs and are left alone. Begun again after an interruption it leaves one key. Answers the Secrets that were written.
 */
export async function rotateServer(contextOf: ContextOf): Promise<string[]> {
  const context = contextOf('server');
  const { namespace } = context.entry;
  const present = await readSecret(context, namespace, keysName);
  const former = (present?.['sealing-key'] ?? '').split(/\s+/).filter(Boolean);
  const adminToken = present?.['admin-token'];
  if (former.length === 0 || adminToken === undefined) {
    throw new RaibidError('not_found', `The cluster has no Secret ${namespace}/${keysName}.`, {
      hint: 'Set up the server first: raibid-cli setup server.',
    });
  }
  const key = newSealingKey();
  const newToken = randomText();
  context.progress('telling every server the new key');
  await writeKeys(context, adminToken, [...former, key]);
  await restartPods(context, serverPods);
  context.progress('putting the new key and token in force');
  await writeKeys(context, newToken, [key, ...former]);
  await restartPods(context, serverPods);
  await sealAnew(context);
  await writeKeys(context, newToken, [key]);
  return [`${namespace}/${keysName}`];
}

/** The first key is in force; the others still open what they sealed. */
async function writeKeys(context: ComponentContext, adminToken: string, keys: readonly string[]): Promise<void> {
  const values = { 'admin-token': adminToken, 'sealing-key': keys.join('\n') };
  await keepBesideTheData(context, values);
  await writeSecret(context, { namespace: context.entry.namespace, name: keysName, values }, 'Opaque');
}

/** A pod with the key of before may have sealed something after the first new one had sealed everything. */
async function sealAnew(context: ComponentContext): Promise<void> {
  context.progress('sealing everything under the new key');
  const { lost } = await withServer(context, (client) => client.call(settingRoutes.rotateKey));
  if (lost.length === 0) return;
  throw new RaibidError('provision_failed', `No key opens these: ${lost.join(', ')}. The former keys are kept.`, {
    hint: 'Set them again, or delete them; then rotate once more.',
  });
}
