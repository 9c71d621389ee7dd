import { makeAccessToken } from '../gitea/access-token.ts';
import { randomText, type SecretRecipe } from '../secrets/recipe.ts';
import { secretValue } from '../secrets/stored-secret.ts';

export const fluxSecrets: SecretRecipe[] = [
  {
    name: 'infra-repository',
    make: async (context) => ({
      username: await secretValue(context, 'raibid-gitea', 'gitea-admin', 'username'),
      password: await makeAccessToken(context, 'flux', ['write:repository']),
    }),
  },
  { name: 'infra-webhook', make: async () => ({ token: randomText() }) },
];
