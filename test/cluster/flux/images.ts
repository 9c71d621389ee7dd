import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { helmFolder } from '../../../src/manifests/testing/helm.ts';
import { componentVersion } from '../images/component-list.ts';
import type { ImageSpec } from '../images/image-spec.ts';
import { kedaChart } from '../keda/chart.ts';
import { programFolder } from '../programs/build.ts';

const sources = join(import.meta.dirname, 'stand-ins');

/** Roles of the stand-ins by the image that each takes the place of. */
const roles: Record<string, string> = {
  'ghcr.io/fluxcd/source-controller': 'source',
  'ghcr.io/fluxcd/helm-controller': 'helm',
  'ghcr.io/fluxcd/notification-controller': 'notification',
};

/** Maker of the image of every controller of Flux that has a stand-in (see `stand-ins/main.ts`). */
export const fluxStandIns: Record<string, (name: string) => Promise<ImageSpec>> = Object.fromEntries(
  Object.entries(roles).map(([image, role]) => [image, (name: string) => standIn(name, role)]),
);

async function standIn(name: string, role: string): Promise<ImageSpec> {
  const texts = (await readdir(sources)).map(async (file) => [
    `/stand-in/${file}`,
    await readFile(join(sources, file), 'utf8'),
  ]);
  const keda = `/charts/keda-${await componentVersion('keda')}.tgz`;
  return {
    name,
    config: {
      Entrypoint: ['/usr/bin/tini', '--', '/usr/local/bin/node', '/stand-in/main.ts', role],
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
