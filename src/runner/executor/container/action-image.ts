import { join } from 'node:path';
import { RaibidError } from '../../../shared/errors.ts';
import type { BuildContext, WantedImage } from '../port.ts';
import { buildImage } from './build-image.ts';
import type { ContainerPlace } from './job-containers.ts';
import type { JobGround } from './job-ground.ts';
import { pullImage } from './pull-image.ts';

/** Makes the image of an action ready and answers its name for podman. */
export async function readyImage(
  ground: JobGround,
  place: ContainerPlace,
  image: WantedImage,
  signal: AbortSignal,
  say: (line: string) => Promise<void> | void,
): Promise<string> {
  if (image.kind === 'build' && !place.mayBuild) throw buildRefusal(image.context);
  const podman = await ground.podman();
  if (image.kind === 'build') return buildImage(podman, await ground.network(), place, image.context, signal, say);
  const authFile = join(place.root, 'registry-login.json');
  return pullImage(podman, { image: image.name, credentials: null }, authFile, signal, say);
}

/** Podman follows what a Dockerfile says with the rights of the agent, outside of any sandbox. */
function buildRefusal({ action, dockerfile }: BuildContext): RaibidError {
  return new RaibidError(
    'workflow_unsupported',
    `The image of the action ${action} would have to be built from its ${dockerfile}, which is not done for jobs in a sandbox: use one whose image is in a registry.`,
    { hint: 'Where all who push are trusted, the server may also be started with `--isolation none`.' },
  );
}
