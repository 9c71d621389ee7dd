import { defineConfig } from 'vitest/config';

/** Tests of infra/: a command of their own, as they need helm, or Go to build it (`npm run test:infra`). */
export default defineConfig({
  test: {
    include: ['test/infra/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Building helm is the longest part.
    globalSetup: 'test/infra/support/build-helm.ts',
    reporters: ['default'],
  },
});
