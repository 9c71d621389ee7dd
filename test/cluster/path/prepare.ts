import { helmFolder } from '../../../src/manifests/testing/helm.ts';
import { thirdPartyImages } from '../images/component-images.ts';
import { ownImages } from '../images/own-images.ts';
import { platformImages } from '../images/platform-images.ts';
import { kedaChart } from '../keda/chart.ts';
import { nodePrograms } from '../lifecycle/up.ts';
import { components } from './components.ts';

/**
 * Builds all that the path needs and that its machine could not fetch: programs of the node, images, KEDA's chart. Answers
 * the environment in which the tests find it.
 */
export async function preparePath(): Promise<Record<string, string>> {
  const programs = await nodePrograms();
  await ownImages();
  const images = [...(await thirdPartyImages(components)), ...(await platformImages())];
  return {
    RAIBID_KEDA_CHART: await kedaChart(),
    RAIBID_PATH_IMAGES: JSON.stringify(images),
    PATH: [programs.kubernetes, helmFolder(), process.env.PATH].join(':'),
  };
}
