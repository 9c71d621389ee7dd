import { effectiveValues, textValue } from '../chart/chart-values.ts';
import { certificateRecipe } from '../secrets/certificate-recipe.ts';
import { randomText, type SecretRecipe } from '../secrets/recipe.ts';

export const giteaSecrets: SecretRecipe[] = [
  {
    name: 'gitea-admin',
    make: async (context) => ({
      username: 'raibid',
      password: randomText(),
      email: `raibid@${textValue(effectiveValues(context), 'host')}`,
    }),
  },
  {
    name: 'gitea-keys',
    make: async () => ({
      'secret-key': randomText(),
      'internal-token': randomText(),
      'oauth2-jwt-secret': randomText(),
      'lfs-jwt-secret': randomText(),
      'metrics-token': randomText(),
    }),
  },
  certificateRecipe('gitea-tls'),
];
