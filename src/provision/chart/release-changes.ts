import { isDeepStrictEqual } from 'node:util';
import type { Change } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import { planObjects } from '../manifests/object-changes.ts';
import { renderWanted } from './helm-upgrade.ts';
import { isPending, type Release, readReleases, releaseName } from './release.ts';
import { releaseObjects } from './release-objects.ts';

/** Name under which helm applies objects. */
export const helmManager = 'helm';

/**
 * What installing or upgrading the release would change: nothing when values, rendering and the objects in the cluster
 * are as wanted. So a second `setup` makes no new revision, and what was changed or deleted by hand is put back.
 */
export async function planRelease(context: ComponentContext): Promise<Change[]> {
  const what = `release ${releaseName(context.entry)}`;
  const [current] = await readReleases(context);
  if (current === undefined) return [{ action: 'create', what, detail: context.entry.version }];
  if (isPending(current))
    return [{ action: 'recover', what, detail: `an interrupted helm left it ${current.info.status}` }];
  if (current.info.status === 'failed') return [{ action: 'recover', what, detail: 'its last change failed' }];
  const wanted = await renderWanted(context);
  const reason = differenceOf(current, wanted);
  if (reason !== null) return [{ action: 'update', what, detail: reason }];
  const drifted = await planObjects(context, releaseObjects(current, context.entry), helmManager);
  return drifted.map(({ action, what: object }) => ({
    action,
    what: object,
    detail: action === 'create' ? 'it was deleted' : 'it was changed by hand',
  }));
}

/** Why a new revision is needed, or null. */
function differenceOf(current: Release, wanted: Release): string | null {
  const [before, after] = [current.chart.metadata, wanted.chart.metadata];
  if (before.appVersion !== after.appVersion) return `${before.appVersion} -> ${after.appVersion}`;
  if (before.version !== after.version) return `chart ${before.version} -> ${after.version}`;
  if (!isDeepStrictEqual(current.config, wanted.config)) return 'values changed';
  const isSame = current.manifest === wanted.manifest && isDeepStrictEqual(current.hooks, wanted.hooks);
  return isSame ? null : 'templates changed';
}
