import { setTimeout as delay } from 'node:timers/promises';
import type { ComponentContext } from '../context.ts';
import { notVerified } from '../failure.ts';
import { type FluxKind, type FluxObject, fluxObjects, isReady, patchFluxObject, readyMessage } from './flux-objects.ts';

/** Time between two looks, in milliseconds. */
const interval = 1000;

/** What Flux did with a commit. */
export interface Reconciled {
  kustomizations: number;
  releases: number;
}

/**
 * Asks Flux for the infra repository now, and waits until every Kustomization has applied this commit, every chart is
 * built from it and every HelmRelease is deployed. Throws `provision_failed` with what Flux says of those that are not.
 */
export async function waitForCommit(context: ComponentContext, commit: string): Promise<Reconciled> {
  const until = performance.now() + context.timeoutMilliseconds;
  await askNow(context, 'gitrepositories');
  const kustomizations = await waitForAll(context, 'kustomizations', until, ({ status, ...item }) => {
    return isReady({ status, ...item }) && status.lastAppliedRevision.endsWith(commit);
  });
  // A chart that is packed from the repository follows it; one from elsewhere has no commit.
  await waitForAll(context, 'helmcharts', until, ({ status }) => {
    const { observedSourceArtifactRevision: revision } = status;
    return !revision.includes('sha1:') || revision.endsWith(commit);
  });
  // Values come from ConfigMaps, which a release may not have looked at yet: it says so when it was asked after them.
  const request = await askNow(context, 'helmreleases');
  const releases = await waitForAll(context, 'helmreleases', until, (item) => {
    return isReady(item) && item.status.lastHandledReconcileAt === request;
  });
  return { kustomizations, releases };
}

/** As `flux reconcile` does it. Answers what the status will name once the request was handled. */
async function askNow(context: ComponentContext, kind: FluxKind): Promise<string> {
  const request = new Date().toISOString();
  const body = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': request } } };
  for (const { metadata } of await fluxObjects(context, kind)) {
    await patchFluxObject(context, kind, metadata.name, body);
  }
  return request;
}

async function waitForAll(
  context: ComponentContext,
  kind: FluxKind,
  until: number,
  isDone: (item: FluxObject) => boolean,
): Promise<number> {
  for (;;) {
    const items = (await fluxObjects(context, kind)).filter(({ spec }) => !spec.suspend);
    const behind = items.filter((item) => !isDone(item));
    if (behind.length === 0) return items.length;
    const reasons = behind.map(
      (item) => `${item.metadata.name}: ${isReady(item) ? 'not at this commit yet' : readyMessage(item)}`,
    );
    if (performance.now() > until)
      throw notVerified(
        ['Flux has not applied the newest commit of raibid/infra', ...reasons.map((line) => `  ${line}`)].join('\n'),
      );
    context.progress(`waiting for Flux: ${reasons[0]}`);
    await delay(interval, undefined, { signal: context.signal });
  }
}
