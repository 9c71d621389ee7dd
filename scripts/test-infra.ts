import { ensurePackages } from './test-packages.ts';
import { runVitest } from './test-vitest.ts';

/**
 * `npm run test:infra`: the tests of infra/. They need helm, or Go to build it the first time (two minutes). Words after
 * `--` go to vitest. The last line is always `N passed, N failed`.
 */
await ensurePackages();
const tests = await runVitest(['--config', 'vitest.infra.config.ts', ...process.argv.slice(2)]);
for (const name of tests.names) console.log(`failed: ${name}`);
console.log(`${tests.passed} passed, ${tests.failed} failed`);
process.exitCode = tests.failed === 0 ? 0 : 1;
