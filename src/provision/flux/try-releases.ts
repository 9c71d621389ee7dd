import { compareObject } from '../../kube/server-side-apply.ts';
import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import { renderWanted } from '../chart/helm-upgrade.ts';
import { helmManager } from '../chart/release-changes.ts';
import { releaseObjects } from '../chart/release-objects.ts';
import { refuseOlderRelease } from '../chart/store-form.ts';
import type { ComponentEntry } from '../components.ts';
import type { ComponentContext } from '../context.ts';
import { messageOf } from '../failure.ts';
import { nameOf } from '../manifests/object-changes.ts';
import { contextInGit } from './git-values.ts';
import type { InfraClone } from './infra-repository.ts';

/**
 * Renders our own charts as they stand in the clone, and asks the API server whether it would take each object, so that
 * what cannot be deployed is refused before it is pushed. Charts of others are left to Flux, which alone fetches them.
 * Throws `provision_failed` with what helm or the API server says; `store_newer` for a server that could not read the data.
 */
export async function tryReleases(
  context: ComponentContext,
  clone: InfraClone,
  chosen: readonly ComponentEntry[],
): Promise<void> {
  const inGit = await contextInGit(context, clone);
  for (const entry of chosen) {
    if (entry.chart === undefined || entry.repository !== undefined) continue;
    context.progress(`trying out ${entry.name}`);
    await tryRelease({ ...inGit, entry });
  }
}

async function tryRelease(context: ComponentContext): Promise<void> {
  const { kube, pathOf } = await context.cluster();
  const wanted = await renderWanted(context).catch((error: unknown) => {
    throw refused(context.entry, messageOf(error), error);
  });
  await refuseOlderRelease(context, wanted, 'What would be committed');
  for (const object of releaseObjects(wanted, context.entry)) {
    await compareObject(kube, pathOf, object, { manager: helmManager, signal: context.signal }).catch(
      (error: unknown) => {
        if (!isRaibidError(error)) throw error;
        throw refused(context.entry, `${nameOf(object)}: ${error.message}`, error);
      },
    );
  }
}

function refused({ name }: ComponentEntry, why: string, cause: unknown): RaibidError {
  return new RaibidError('provision_failed', `${name} cannot be deployed so; nothing was committed\n  ${why}`, {
    hint: 'Change the values, and run the command again.',
    cause,
  });
}
