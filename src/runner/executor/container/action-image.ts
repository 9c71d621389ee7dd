import { join } from 'node:path';
import { RaibidError } from '../../../shared/errors.ts';
import type { WantedImage } from '../port.ts';
import type { ContainerPlace } from './job-containers.ts';
import type { JobGround } from './job-ground.ts';
import { pullImage } from './pull-image.ts';

/** Makes the image of an action ready and answers its name for podman. */
export async function readyImage(
  ground: JobGround,
  { root }: ContainerPlace,
  image: WantedImage,
  signal: AbortSignal,
  say: (line: string) => Promise<void> | void,
): Promise<string> {
  const podman = await ground.podman();
  if (image.kind === 'registry') {
    return pullImage(podman, { image: image.name, credentials: null }, join(root, 'registry-login.json'), signal, say);
  }
  throw new RaibidError('workflow_unsupported', 'The image of this action would have to be built here.', {
    hint: 'Use an action whose image is in a registry (`image: docker://...`), or run its program in a `run` step.',
  });
}
