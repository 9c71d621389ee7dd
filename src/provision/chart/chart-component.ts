import { join } from 'node:path';
import type { Change, Component, Evidence } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import { applyObjects, planObjects } from '../manifests/object-changes.ts';
import { readManifestFolder } from '../manifests/read-manifests.ts';
import type { SecretRecipe } from '../secrets/recipe.ts';
import { applySecrets, planSecrets } from '../secrets/secret-changes.ts';
import { applyRelease, releaseIsReady } from './apply-release.ts';
import { planRelease } from './release-changes.ts';
import { removeChartComponent } from './remove-release.ts';

/**
 * What all components that are charts have in common: manifests of their folder (namespace, network policies), then
 * Secrets, then the release. Each brings its own smoke test.
 */
export function chartComponent(secrets: readonly SecretRecipe[], verify: Component['verify']): Component {
  return {
    secrets,
    verify: (context) => verifyChart(context, verify),
    plan: (context) => planChart(context, secrets),
    apply: (context) => applyChart(context, secrets),
    remove: removeChartComponent,
  };
}

export async function planChart(context: ComponentContext, secrets: readonly SecretRecipe[]): Promise<Change[]> {
  return [
    ...(await planObjects(context, manifestsOf(context))),
    ...(await planSecrets(context, secrets)),
    ...(await planRelease(context)),
  ];
}

export async function applyChart(context: ComponentContext, secrets: readonly SecretRecipe[]): Promise<void> {
  await applyObjects(context, manifestsOf(context));
  await applySecrets(context, secrets);
  await applyRelease(context);
}

/** The smoke test, once the pods are ready: an interrupted run may have ended before they were. */
export async function verifyChart(context: ComponentContext, verify: Component['verify']): Promise<Evidence[]> {
  await releaseIsReady(context);
  return verify(context);
}

function manifestsOf({ infra, entry }: ComponentContext) {
  return readManifestFolder(join(infra, entry.path));
}
