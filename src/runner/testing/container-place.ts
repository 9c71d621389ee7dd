import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { programCommand } from '../../shared/program-command.ts';
import type { Podman } from '../executor/container/podman.ts';
import { openExecutor, type WantedPlace } from '../executor/open.ts';
import { makeStoreFolder, makeTestImages } from './container-images.ts';
import { type JobPlace, openPlace } from './job-fixture.ts';

/** A store of images and places of jobs on it, for the tests of one file. */
export interface ContainerWorld {
  readonly podman: Podman;
  readonly storeFolder: string;
  /** Name of the network of the place that was opened last. */
  readonly network: string;
  open(wishes?: PlaceWishes): Promise<JobPlace>;
}

export interface PlaceWishes extends Partial<WantedPlace> {
  isolation?: 'sandbox' | 'none';
}

export function useContainers(): ContainerWorld {
  let storeFolder = '';
  let podman: Podman | null = null;
  let places = 0;
  const network = () => `raibid-test-${process.pid}-${places}`;

  beforeAll(async () => {
    storeFolder = await makeStoreFolder();
    podman = await makeTestImages(storeFolder);
  }, 120_000);

  afterAll(async () => {
    await podman?.run(['image', 'rm', '--all', '--force']);
    await rm(storeFolder, { recursive: true, force: true });
  });

  return {
    get podman() {
      if (podman === null) throw new Error('The images are not made yet.');
      return podman;
    },
    get storeFolder() {
      return storeFolder;
    },
    get network() {
      return network();
    },
    open: ({ isolation = 'sandbox', ...wishes } = {}) => {
      places++;
      const own = { name: network(), storeFolder, node: process.execPath };
      const containers = { ...own, inContainer: false, mayBuild: isolation === 'none', ...wishes };
      return openPlace((root) =>
        openExecutor({
          isolation,
          root: join(root, 'job'),
          toolCache: join(root, 'tools'),
          serveCommand: [...programCommand('raibid-agent'), 'executor'],
          workspaceName: 'demo',
          containers,
        }),
      );
    },
  };
}
