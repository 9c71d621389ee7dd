import { randomBytes } from 'node:crypto';
import type { ComponentContext } from '../context.ts';
import { makeAccessToken } from '../gitea/access-token.ts';
import { certificateRecipe } from '../secrets/certificate-recipe.ts';
import { randomText, type SecretRecipe } from '../secrets/recipe.ts';
import { readSecret, secretValue, writeSecret } from '../secrets/stored-secret.ts';

/** What the server does at Gitea: webhooks, statuses, checkouts; and images of its registry. */
const giteaScopes = ['write:repository', 'write:package', 'read:organization', 'read:user'];

const keysName = 'raibid-server-keys';

export const serverSecrets: SecretRecipe[] = [
  {
    name: 'raibid-server-redis',
    make: async (context) => ({
      password: await secretValue(context, 'raibid-redis', 'redis-users', 'server-password'),
    }),
  },
  {
    name: 'raibid-server-gitea',
    make: async (context) => ({
      token: await makeAccessToken(context, 'raibid-server', giteaScopes),
      'webhook-secret': randomText(),
    }),
  },
  { name: keysName, make: keysBesideTheData },
  certificateRecipe('raibid-server-tls'),
];

/**
 * The sealing key opens what the server keeps in Redis, so a copy of it lives where these data live: a server that failed,
 * or was taken away, and comes back finds the key of its data again.
 */
async function keysBesideTheData(context: ComponentContext): Promise<Record<string, string>> {
  const namespace = 'raibid-redis';
  const kept = await readSecret(context, namespace, keysName);
  if (kept?.['sealing-key'] !== undefined && kept['admin-token'] !== undefined) return kept;
  const values = { 'admin-token': randomText(), 'sealing-key': randomBytes(32).toString('hex') };
  await writeSecret(context, { namespace, name: keysName, values }, 'Opaque');
  return values;
}
