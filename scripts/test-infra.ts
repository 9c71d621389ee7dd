import { otherPlatform } from '../test/infra/support/inside-image.ts';
import { ensurePackages, type Needed } from './test-packages.ts';
import { runVitest } from './test-vitest.ts';

/**
 * `npm run test:infra`: the tests of infra/ and images/. They need helm, or Go to build it the first time (two minutes),
 * and root to build an image (several minutes). Words after `--` go to vitest. The last line is always `N passed, N failed`.
 */
const forImages: Needed[] = [
  { program: 'buildah', package: 'buildah' },
  { program: 'mmdebstrap', package: 'mmdebstrap' },
  // Runs what is made for the other kind of machine.
  { program: `qemu-${otherPlatform().machine}-static`, package: 'qemu-user-static' },
  { program: 'arch-test', package: 'arch-test' },
];
await ensurePackages();
await ensurePackages(forImages);
const tests = await runVitest(['--config', 'vitest.infra.config.ts', ...process.argv.slice(2)]);
for (const name of tests.names) console.log(`failed: ${name}`);
console.log(`${tests.passed} passed, ${tests.failed} failed`);
process.exitCode = tests.failed === 0 ? 0 : 1;
