import { isRaibidError } from '../../shared/errors.ts';
import { namespaceExists } from '../chart/remove-release.ts';
import { waitUntilReady } from '../chart/wait-ready.ts';
import type { Change, Component } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import { applyObjects, planObjects } from '../manifests/object-changes.ts';
import { applySecrets, planSecrets } from '../secrets/secret-changes.ts';
import { isOwnedByGit, resumeFlux, suspended } from './git-owner.ts';
import { infraHead, seedInfraRepository } from './infra-repository.ts';
import { clusterObjects, controllerObjects } from './manifests.ts';
import { planRecovery, recoverReleases } from './recover-releases.ts';
import { removeFlux } from './remove.ts';
import { fluxSecrets } from './secrets.ts';
import { verifyFlux } from './verify.ts';

/** Flux: its controllers, the infra repository in Gitea, and what ties them together. Afterwards Git owns the platform. */
export const component: Component = {
  async plan(context) {
    const hasRepository = await isRepositoryThere(context);
    // Flux applies its own objects as Git says, a newer or an older version of them: only what is missing is ours then.
    const isOwned = await isOwnedByGit(context);
    const isOurs = isOwned ? ({ action }: Change) => action === 'create' : () => true;
    return [
      ...(isOwned ? [] : await planRecovery(context)),
      ...(await planObjects(context, await controllerObjects(context))).filter(isOurs),
      ...(await planSecrets(context, fluxSecrets)),
      ...(hasRepository ? [] : [{ action: 'create' as const, what: 'repository raibid/infra' }]),
      ...(await planObjects(context, await clusterObjects(context))).filter(isOurs),
      ...(await suspended(context)).map((name) => ({
        action: 'update' as const,
        what: `Kustomization ${name}`,
        detail: 'it is suspended',
      })),
    ];
  },
  async apply(asked) {
    // Not object by object: a Kustomization that goes while its controller runs takes all with it that it deployed.
    const isNew = !(await namespaceExists(asked));
    if (isNew) asked.onFailure('flux', () => removeFlux(asked));
    const context: ComponentContext = { ...asked, onFailure: () => undefined };
    if (!(await isOwnedByGit(context))) await recoverReleases(context);
    const controllers = await controllerObjects(context);
    await applyObjects(context, controllers);
    await applySecrets(context, fluxSecrets);
    await waitUntilReady(context, controllers);
    await seedInfraRepository(context);
    await applyObjects(context, await clusterObjects(context));
    await resumeFlux(context);
  },
  verify: verifyFlux,
  remove: removeFlux,
};

/** A Gitea that is yet to come, or was interrupted while it came, has none to show: that must not keep it from coming. */
async function isRepositoryThere(context: ComponentContext): Promise<boolean> {
  return infraHead(context).then(
    (head) => head !== null,
    (error: unknown) => {
      if (isRaibidError(error, 'provision_failed') || isRaibidError(error, 'unreachable')) return false;
      throw error;
    },
  );
}
