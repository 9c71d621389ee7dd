import { defineConfig } from 'vitest/config';

/** Tests against a real Gitea: a command of their own, as they need Go to build it (`npm run test:forge`). */
export default defineConfig({
  test: {
    include: ['test/forge/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 480_000,
    hookTimeout: 900_000,
    reporters: ['default'],
  },
});
