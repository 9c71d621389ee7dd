import { defineConfig } from 'vitest/config';

/** The whole path on a machine of its own: `npm run test:path`. */
export default defineConfig({
  test: {
    include: ['test/cluster/path/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    // The tests are steps of one path: what follows a failed one says nothing.
    bail: 1,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    reporters: ['verbose'],
  },
});
