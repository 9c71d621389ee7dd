import { isRaibidError } from '../../shared/errors.ts';
import { type Asking, type FluxKind, fluxObjects, patchFluxObject } from './flux-objects.ts';

const stoppable: FluxKind[] = ['kustomizations', 'helmreleases'];

/**
 * True when Flux applies the infra repository: then what Git says is what is right, and a change made here would be put
 * back. False while its Kustomization `cluster` is suspended, and where there is no cluster yet.
 */
export async function isOwnedByGit(options: Asking): Promise<boolean> {
  const items = await fluxObjects(options, 'kustomizations').catch((error: unknown) => {
    if (isRaibidError(error, 'unreachable') || isRaibidError(error, 'config_invalid')) return [];
    throw error;
  });
  return items.some(({ metadata, spec }) => metadata.name === 'cluster' && !spec.suspend);
}

/** Names of the Kustomizations that Flux passes over. */
export async function suspended(options: Asking): Promise<string[]> {
  const items = await fluxObjects(options, 'kustomizations');
  return items.filter(({ spec }) => spec.suspend).map(({ metadata }) => metadata.name);
}

/** Stops Flux from applying anything, until `resumeFlux`. Answers the names of what was suspended. */
export function suspendFlux(options: Asking): Promise<string[]> {
  return setSuspended(options, true);
}

/** Lets Flux go on: what differs from Git is put back at once. */
export function resumeFlux(options: Asking): Promise<string[]> {
  return setSuspended(options, false);
}

async function setSuspended(options: Asking, suspend: boolean): Promise<string[]> {
  const changed: string[] = [];
  for (const kind of stoppable) {
    for (const { metadata, spec } of await fluxObjects(options, kind)) {
      if (spec.suspend === suspend) continue;
      await patchFluxObject(options, kind, metadata.name, { spec: { suspend } });
      changed.push(metadata.name);
    }
  }
  return [...new Set(changed)];
}
