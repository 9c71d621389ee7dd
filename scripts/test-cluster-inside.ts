import { runVitest } from './test-vitest.ts';

/** The part of `npm run test:cluster` and `npm run test:path` that runs in the cluster's network. Words: vitest's configuration. */
const [config = '', ...words] = process.argv.slice(2);
const tests = await runVitest(['--config', config, ...words]);
for (const name of tests.names) console.log(`failed: ${name}`);
console.log(`${tests.passed} passed, ${tests.failed} failed`);
process.exitCode = tests.failed === 0 ? 0 : 1;
