import { defineConfig } from 'vitest/config';

/** Tests on a real Kubernetes: `npm run test:cluster` starts a bed and runs them inside its network. */
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts', 'test/kube/**/*.test.ts'],
    // On a machine of its own: npm run test:path.
    exclude: ['test/cluster/path/**'],
    pool: 'forks',
    // One cluster, and tests that measure it.
    maxWorkers: 1,
    testTimeout: 240_000,
    hookTimeout: 480_000,
    reporters: ['default'],
  },
});
