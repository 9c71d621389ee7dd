import { setTimeout as delay } from 'node:timers/promises';
import type { ComponentContext } from '../context.ts';
import { notVerified } from '../failure.ts';
import { type FluxKind, type FluxObject, fluxObjects, isReady, patchFluxObject, readyMessage } from './flux-objects.ts';
import { infraHead } from './infra-repository.ts';
import { type Attempt, lastAttempts } from './last-attempts.ts';

/** Time between two looks, in milliseconds. */
const interval = 1000;
/** Flux tries again a minute after a failure (`retryInterval`): what fails for longer has failed twice. In milliseconds. */
const patience = 90_000;
/** As infra/flux/clusters/<name>/source.yaml names it. */
const sourceName = 'infra';

/** What Flux did with a commit. */
export interface Reconciled {
  kustomizations: number;
  releases: number;
}

/** Objects of a kind that must get somewhere. `revision` is what Flux has fetched: `main@sha1:<commit>`. */
interface Stage {
  kind: FluxKind;
  isDone(item: FluxObject, revision: string): boolean | Promise<boolean>;
}

/**
 * Asks Flux for the infra repository now, and waits until it has this commit or a later one, every Kustomization has applied
 * that, every chart is built from it and every HelmRelease is deployed. The time that the context gives begins anew whenever
 * one of them gets there. Throws `provision_failed` with what Flux says of those that do not; `details.failing` names what
 * Flux has tried in vain.
 */
export async function waitForCommit(context: ComponentContext, commit: string): Promise<Reconciled> {
  await askFlux(context, 'gitrepositories');
  await waitForAll(context, {
    kind: 'gitrepositories',
    isDone: async (_item, revision) => revision.endsWith(commit) || revision.endsWith(`:${await infraHead(context)}`),
  });
  const kustomizations = await waitForAll(context, {
    kind: 'kustomizations',
    isDone: (item, revision) => isReady(item) && item.status.lastAppliedRevision === revision,
  });
  // A chart that is packed from the repository follows it; one from elsewhere has no commit.
  await waitForAll(context, {
    kind: 'helmcharts',
    isDone({ status }, revision) {
      const { observedSourceArtifactRevision: packed } = status;
      return !packed.includes('sha1:') || packed === revision;
    },
  });
  // Values come from ConfigMaps, which a release may not have looked at yet: it says so when it was asked after them.
  const request = await askFlux(context, 'helmreleases');
  const releases = await waitForAll(context, {
    kind: 'helmreleases',
    isDone: (item) => isReady(item) && item.status.lastHandledReconcileAt === request,
  });
  return { kustomizations, releases };
}

/** As `flux reconcile` does it. Answers what the status will name once the request was handled. */
export async function askFlux(context: ComponentContext, kind: FluxKind): Promise<string> {
  const request = new Date().toISOString();
  const body = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': request } } };
  for (const { metadata } of await fluxObjects(context, kind)) {
    await patchFluxObject(context, kind, metadata.name, body);
  }
  return request;
}

async function waitForAll(context: ComponentContext, { kind, isDone }: Stage): Promise<number> {
  const failedSince = new Map<string, number>();
  let fewest = Number.POSITIVE_INFINITY;
  let until = 0;
  for (;;) {
    const revision = await fetchedRevision(context);
    const items = (await fluxObjects(context, kind)).filter(({ spec }) => !spec.suspend);
    const verdicts = await Promise.all(items.map((item) => isDone(item, revision)));
    const behind = items.filter((_item, index) => !verdicts[index]);
    if (behind.length === 0) return items.length;
    if (behind.length < fewest) until = performance.now() + context.timeoutMilliseconds;
    fewest = Math.min(fewest, behind.length);
    const attempts = await lastAttempts(context, kind === 'gitrepositories' ? [kind] : undefined);
    const failed = failedTwice(failedSince, attempts);
    if (failed.length > 0) throw cannotApply(failed);
    const reasons = behind.map(
      (item) => `${item.metadata.name}: ${isReady(item) ? 'not at this commit yet' : readyMessage(item)}`,
    );
    if (performance.now() > until) throw notApplied(context, reasons);
    context.progress(`waiting for Flux: ${reasons[0]}`);
    await delay(interval, undefined, { signal: context.signal });
  }
}

async function fetchedRevision(context: ComponentContext): Promise<string> {
  const sources = await fluxObjects(context, 'gitrepositories');
  return sources.find(({ metadata }) => metadata.name === sourceName)?.status.artifact.revision ?? '';
}

/** Those that failed, and were not well since our patience began. */
function failedTwice(since: Map<string, number>, attempts: readonly Attempt[]): Attempt[] {
  const now = performance.now();
  for (const { name, state } of attempts) {
    if (state === 'done') since.delete(name);
    if (state === 'failed' && !since.has(name)) since.set(name, now);
  }
  return attempts.filter(({ name, state }) => state === 'failed' && now - (since.get(name) ?? now) > patience);
}

function cannotApply(failed: readonly Attempt[]): Error {
  const lines = failed.map(({ name, message }) => `  ${name}: ${message}`);
  return notVerified(['Flux cannot apply what is in raibid/infra', ...lines].join('\n'), {
    details: { failing: failed.map(({ name }) => name) },
  });
}

function notApplied({ timeoutMilliseconds }: ComponentContext, reasons: readonly string[]): Error {
  const message = `Flux has not applied the newest commit of raibid/infra, and got no further for ${timeoutMilliseconds / 1000} s`;
  return notVerified([message, ...reasons.map((line) => `  ${line}`)].join('\n'));
}
