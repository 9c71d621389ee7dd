import { customResources } from '../crds.ts';
import { thirdPartyImages } from '../images/component-images.ts';
import { kedaChart } from '../keda/chart.ts';
import type { Bed } from '../node/bed.ts';
import { kubectl } from '../node/enter.ts';
import { loadImages } from './load.ts';

/** Custom resources that tests apply by themselves; they must be made before, as no route leads out of a bed. */
const forTests = ['keda', 'flux'];

/**
 * Gives a bed what a node on the internet would fetch for components of infra/ (all where none is named): the third-party images under their
 * names, and the custom resources of the Prometheus Operator, which values-test.yaml turns on. Answers the file of the
 * chart of KEDA.
 */
export async function preparePlatform(bed: Bed, components: string[] = []): Promise<string> {
  await loadImages(bed, await thirdPartyImages(components));
  const definitions = await customResources('prometheus-operator');
  await kubectl(bed, ['apply', '--server-side', '--recursive', '--filename', definitions]);
  for (const project of forTests) await customResources(project);
  return kedaChart();
}
