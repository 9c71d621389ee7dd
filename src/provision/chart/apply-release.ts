import type { ComponentContext } from '../context.ts';
import { renderWanted, runUpgrade } from './helm-upgrade.ts';
import { isPending, lastGood, type Release, readReleases, releaseName } from './release.ts';
import { planRelease } from './release-changes.ts';
import { releaseObjects } from './release-objects.ts';
import { refuseOlderRelease, takesStore } from './store-form.ts';
import { waitUntilReady } from './wait-ready.ts';

/**
 * Brings the release to what is wanted; makes no revision when it is. One that an interrupted or failed helm left is
 * taken back first: to its last good revision, or away when there is none (volumes are kept by their annotation).
 */
export async function applyRelease(context: ComponentContext): Promise<void> {
  const before = await recoverRelease(context);
  if (before.length > 0 && (await planRelease(context)).length === 0) return;
  if (takesStore(context.entry)) await refuseOlderRelease(context, await renderWanted(context), 'This version');
  registerUndo(context, before);
  context.progress(`installing ${releaseName(context.entry)}`);
  await runUpgrade(context);
  await releaseIsReady(context);
}

/** Waits until all pods of the release are ready. */
export async function releaseIsReady(context: ComponentContext): Promise<void> {
  const [current] = await readReleases(context);
  if (current !== undefined) await waitUntilReady(context, releaseObjects(current, context.entry));
}

/** Takes a pending or failed revision back. Answers the revisions that are left. */
export async function recoverRelease(context: ComponentContext): Promise<Release[]> {
  const releases = await readReleases(context);
  const [current] = releases;
  if (current === undefined || !(isPending(current) || current.info.status === 'failed')) return releases;
  const good = lastGood(releases);
  context.progress(`recovering from ${current.info.status}`);
  await (good === undefined ? uninstall(context) : rollbackRelease(context, good));
  return readReleases(context);
}

function registerUndo(context: ComponentContext, before: readonly Release[]): void {
  const good = lastGood(before);
  const what = `release ${releaseName(context.entry)}`;
  if (good === undefined) context.onFailure(what, () => uninstall(context));
  else context.onFailure(`${what}: back to revision ${good.version}`, () => goBack(context, good));
}

/** Deploys the content of an earlier revision as a new one, unless its server could not read the data. Errors: `store_newer`. */
export async function goBack(context: ComponentContext, release: Release): Promise<void> {
  await refuseOlderRelease(context, release, `Revision ${release.version}`);
  await rollbackRelease(context, release);
}

/** The same, whatever it can read: for what is upgraded at once afterwards. */
export async function rollbackRelease(context: ComponentContext, { version }: Release): Promise<void> {
  const { helm } = await context.cluster();
  const { namespace } = context.entry;
  const words = ['rollback', releaseName(context.entry), String(version), '--namespace', namespace];
  await helm.run([...words, '--force-conflicts'], { timeoutMilliseconds: context.timeoutMilliseconds });
}

/** Takes the release away; quiet when it is not there. */
export async function uninstall(context: ComponentContext): Promise<void> {
  const { helm } = await context.cluster();
  const words = ['uninstall', releaseName(context.entry), '--namespace', context.entry.namespace, '--ignore-not-found'];
  await helm.run([...words, '--wait'], { timeoutMilliseconds: context.timeoutMilliseconds });
}
