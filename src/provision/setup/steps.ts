import type { Component } from '../component.ts';
import type { ComponentEntry } from '../components.ts';
import { applySecrets, planSecrets } from '../secrets/secret-changes.ts';
import { loadComponent } from './component-code.ts';
import type { SetupOptions } from './setup-options.ts';

/**
 * How a component is planned, applied and tried out now. Where Git owns it, Flux applies its manifests and its release,
 * and only its Secrets are left to us.
 */
export async function stepsOf(
  options: Pick<SetupOptions, 'isOwnedByGit'>,
  entry: ComponentEntry,
): Promise<Pick<Component, 'plan' | 'apply' | 'verify'>> {
  const component = await loadComponent(entry);
  if (entry.deploy !== 'chart' || !(await options.isOwnedByGit())) return component;
  const secrets = component.secrets ?? [];
  return {
    plan: (context) => planSecrets(context, secrets),
    apply: (context) => applySecrets(context, secrets),
    verify: component.verify,
  };
}
