import { removeNamespace } from '../chart/remove-release.ts';
import type { ComponentContext } from '../context.ts';
import { removeAt } from '../manifests/object-changes.ts';
import { removeCustomResources } from '../manifests/remove-custom-resources.ts';
import { suspendFlux } from './git-owner.ts';
import { controllerObjects } from './manifests.ts';
import { controllersAreGone, recoverReleases } from './recover-releases.ts';

const deployments = '/apis/apps/v1/namespaces/raibid-flux/deployments';

/**
 * Takes Flux away and leaves all that it deployed: its objects are suspended, since only a suspended one that goes leaves
 * what it made, and the controllers go before they could see theirs go. A release that one of them was upgrading goes back
 * to its last good revision. Then the objects, the kinds, the rights and the namespace. The repository stays in Gitea.
 */
export async function removeFlux(context: ComponentContext): Promise<void> {
  context.progress('removing the controllers');
  await suspendFlux(context);
  const objects = await controllerObjects(context);
  for (const { kind, metadata } of objects) {
    if (kind === 'Deployment') await removeAt(context, `${deployments}/${metadata.name}`);
  }
  await controllersAreGone(context);
  await recoverReleases(context);
  await removeCustomResources(context, 'toolkit.fluxcd.io', 'kinds');
  const { pathOf } = await context.cluster();
  for (const object of objects.filter(({ kind }) => kind.startsWith('ClusterRole'))) {
    await removeAt(context, await pathOf(object));
  }
  await removeNamespace(context);
}
