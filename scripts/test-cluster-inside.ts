import { runVitest } from './test-vitest.ts';

/** The part of `npm run test:cluster` that runs inside the bed's network. */
const tests = await runVitest(['--config', 'vitest.cluster.config.ts', ...process.argv.slice(2)]);
for (const name of tests.names) console.log(`failed: ${name}`);
console.log(`${tests.passed} passed, ${tests.failed} failed`);
process.exitCode = tests.failed === 0 ? 0 : 1;
