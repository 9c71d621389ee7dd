import { platformImages } from '../test/cluster/images/platform-images.ts';
import { bedDown } from '../test/cluster/lifecycle/down.ts';
import { loadImages } from '../test/cluster/lifecycle/load.ts';
import { preparePlatform } from '../test/cluster/lifecycle/platform.ts';
import { bedUp } from '../test/cluster/lifecycle/up.ts';
import { bedNamed } from '../test/cluster/node/bed.ts';
import { bedEnvironment, inNetworkWithNames } from '../test/cluster/node/enter.ts';
import { demandBed } from '../test/cluster/node/record.ts';
import { programFolder } from '../test/cluster/programs/build.ts';
import { runShown } from '../test/cluster/run.ts';
import { ensureBedPackages } from './test-cluster-packages.ts';
import { ensurePackages } from './test-packages.ts';

/** Whose images the tests use. */
const components = ['redis', 'gitea', 'keda', 'flux'];

/**
 * `npm run test:cluster`: brings a bed up, runs the tests of test/cluster inside its network, and takes it down. Words
 * after `--` go to vitest. With RAIBID_BED the tests run in that bed, which stays. The last line is always
 * `N passed, N failed`.
 */
async function main(): Promise<number> {
  await ensurePackages();
  await ensureBedPackages();
  const given = process.env.RAIBID_BED;
  const bed = bedNamed(given ?? `test-${process.pid}`);
  const tell = (line: string) => console.log(`bed: ${line}`);
  try {
    if (given === undefined) await bedUp(bed, tell);
    const chart = await preparePlatform(bed, components);
    // The tests run where no route leads out: what they build must be there before.
    await programFolder('task');
    await loadImages(bed, await platformImages());
    const record = await demandBed(bed);
    const inside = [process.execPath, 'scripts/test-cluster-inside.ts', 'vitest.cluster.config.ts'];
    const environment = { ...bedEnvironment(bed, record), RAIBID_KEDA_CHART: chart };
    return await runShown(inNetworkWithNames(bed, record, [...inside, ...process.argv.slice(2)]), environment);
  } finally {
    if (given === undefined) await bedDown(bed);
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.log(`failed: ${error instanceof Error ? error.message : error}\n0 passed, 1 failed`);
  return 1;
});
