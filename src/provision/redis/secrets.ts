import { randomText, type SecretRecipe } from '../secrets/recipe.ts';

export const redisSecrets: SecretRecipe[] = [
  {
    name: 'redis-users',
    make: async () => ({
      'server-password': randomText(),
      'keda-password': randomText(),
      'monitor-password': randomText(),
      'backup-password': randomText(),
    }),
  },
];
