import type { Evidence } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import { notVerified } from '../failure.ts';
import { infraHead, infraRepository, mainBranch } from './infra-repository.ts';
import { waitForCommit } from './wait-for-commit.ts';

/** Every Kustomization has applied the newest commit of the infra repository, and says that what it made is healthy. */
export async function verifyFlux(context: ComponentContext): Promise<Evidence[]> {
  const head = await infraHead(context);
  if (head === null) throw notVerified(`the repository ${infraRepository} has no branch ${mainBranch}`);
  const { kustomizations, releases } = await waitForCommit(context, head);
  if (kustomizations === 0) throw notVerified('Flux has no Kustomization that it applies');
  return [
    `commit ${head.slice(0, 10)} of ${infraRepository} was applied by all ${kustomizations} Kustomizations`,
    `${releases} HelmReleases are deployed as it says`,
  ];
}
