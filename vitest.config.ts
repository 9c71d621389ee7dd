import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'test/**/*.test.ts',
      'scripts/**/*.test.ts',
      'bench/**/*.test.ts',
      'web/src/**/*.test.ts',
    ],
    // Against a real Gitea, which needs Go to build: npm run test:forge. The same for helm: npm run test:infra, and for
    // Kubernetes: npm run test:cluster.
    exclude: [...configDefaults.exclude, 'test/forge/**', 'test/infra/**', 'test/kube/**', 'test/cluster/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default'],
  },
});
