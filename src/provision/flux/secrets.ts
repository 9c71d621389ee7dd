import { type AccessTokenUse, makeAccessToken } from '../gitea/access-token.ts';
import { randomText, type SecretRecipe } from '../secrets/recipe.ts';
import { secretValue } from '../secrets/stored-secret.ts';

/** What Flux does at Gitea: it reads the infra repository; `upgrade` and `rollback` write it. */
export const fluxAccess: AccessTokenUse = { purpose: 'flux', scopes: ['write:repository'] };

export const fluxSecrets: SecretRecipe[] = [
  {
    name: 'infra-repository',
    make: async (context) => ({
      username: await secretValue(context, 'raibid-gitea', 'gitea-admin', 'username'),
      password: await makeAccessToken(context, fluxAccess),
    }),
  },
  { name: 'infra-webhook', make: async () => ({ token: randomText() }) },
];
