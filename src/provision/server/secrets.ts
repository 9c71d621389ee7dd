import { type AccessTokenUse, makeAccessToken } from '../gitea/access-token.ts';
import { certificateRecipe } from '../secrets/certificate-recipe.ts';
import { randomText, type SecretRecipe } from '../secrets/recipe.ts';
import { secretValue } from '../secrets/stored-secret.ts';
import { keysBesideTheData, keysName } from './keys.ts';

/** What the server does at Gitea: webhooks, statuses, checkouts; and images of its registry. */
export const serverAccess: AccessTokenUse = {
  purpose: 'raibid-server',
  scopes: ['write:repository', 'write:package', 'read:organization', 'read:user'],
};

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
      token: await makeAccessToken(context, serverAccess),
      'webhook-secret': randomText(),
    }),
  },
  { name: keysName, make: keysBesideTheData },
  certificateRecipe('raibid-server-tls'),
];
