import { runOnOwnMachine } from '../test/cluster/machine/enter-machine.ts';
import { preparePath } from '../test/cluster/path/prepare.ts';
import { ensureBedPackages } from './test-cluster-packages.ts';
import { ensurePackages } from './test-packages.ts';

/**
 * `npm run test:path`: the whole platform set up by `raibid-cli setup all` on a machine of its own, a push, and `teardown
 * all`. Words after `--` go to vitest. The last line is always `N passed, N failed`.
 */
async function main(): Promise<number> {
  await ensurePackages();
  await ensureBedPackages();
  const environment = await preparePath();
  const inside = [process.execPath, 'scripts/test-cluster-inside.ts', 'vitest.path.config.ts'];
  return runOnOwnMachine([...inside, ...process.argv.slice(2)], environment);
}

process.exitCode = await main().catch((error: unknown) => {
  console.log(`failed: ${error instanceof Error ? error.message : error}\n0 passed, 1 failed`);
  return 1;
});
