import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { helmFolder } from '../../../src/manifests/testing/helm.ts';
import { componentImages, componentVersion } from '../images/component-list.ts';
import type { ImageSpec } from '../images/image-spec.ts';
import { kedaChart } from '../keda/chart.ts';
import { programFolder } from '../programs/build.ts';

const sources = join(import.meta.dirname, 'stand-ins');

/** The controllers of Flux that have a stand-in (see `stand-ins/main.ts`). */
const replaced = ['source-controller', 'helm-controller', 'notification-controller'];

/**
 * The image of the stand-ins, under the names of all controllers that they take the place of; which one a pod is, its
 * name tells. `name` is that of the first.
 */
export async function fluxStandIns(name: string): Promise<ImageSpec> {
  const names = await componentImages(['flux']);
  const texts = (await readdir(sources)).map(async (file) => [
    `/stand-in/${file}`,
    await readFile(join(sources, file), 'utf8'),
  ]);
  const keda = `/charts/keda-${await componentVersion('keda')}.tgz`;
  return {
    name,
    aliases: names.filter((each) => each !== name && replaced.some((controller) => each.includes(`/${controller}:`))),
    config: {
      Entrypoint: ['/usr/bin/tini', '--', '/usr/local/bin/node', '/stand-in/main.ts'],
      User: '65534:65534',
      Env: ['HOME=/tmp'],
    },
    debian: { packages: ['ca-certificates', 'git', 'libstdc++6', 'tini'] },
    programs: {
      '/usr/local/bin/node': process.execPath,
      '/usr/local/bin/kubectl': join(await programFolder('kubernetes'), 'kubectl'),
      '/usr/local/bin/helm': join(helmFolder(), 'helm'),
      [keda]: await kedaChart(),
    },
    texts: Object.fromEntries(await Promise.all(texts)),
  };
}
