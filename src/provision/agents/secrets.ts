import type { SecretRecipe } from '../secrets/recipe.ts';
import { secretValue } from '../secrets/stored-secret.ts';

export const agentsSecrets: SecretRecipe[] = [
  {
    name: 'redis-keda',
    make: async (context) => ({
      username: 'keda',
      password: await secretValue(context, 'raibid-redis', 'redis-users', 'keda-password'),
    }),
  },
];
