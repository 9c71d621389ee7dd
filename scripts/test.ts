import { runChecks } from './test-checks.ts';
import { ensurePackages } from './test-packages.ts';
import { runVitest } from './test-vitest.ts';

/**
 * `npm test`: everything that must hold, the quick checks first. Words after `--` go to vitest. The last line is
 * always `N passed, N failed`; each check counts as one test.
 */
await ensurePackages();
const checks = await runChecks();
const tests = await runVitest(process.argv.slice(2));
const passed = checks.passed + tests.passed;
const failed = checks.failed + tests.failed;
for (const name of [...checks.names, ...tests.names]) console.log(`failed: ${name}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
