import { type Asking, type FluxKind, fluxObjects, isFailing, readyMessage } from './flux-objects.ts';

/** What is applied. A source that fails meanwhile does not matter: Gitea may be restarting by the very commit. */
const applied: readonly FluxKind[] = ['kustomizations', 'helmreleases'];

/** An object that Flux could not reconcile at its last attempt. */
export interface FailingObject {
  /** `helmrelease redis`. */
  name: string;
  /** In Flux's words. */
  message: string;
}

/** What fails now, of all that Flux does not pass over. */
export async function failingObjects(asking: Asking, kinds = applied): Promise<FailingObject[]> {
  const found: FailingObject[] = [];
  for (const kind of kinds) {
    for (const item of await fluxObjects(asking, kind)) {
      if (item.spec.suspend || !isFailing(item)) continue;
      found.push({ name: `${singular(kind)} ${item.metadata.name}`, message: readyMessage(item) });
    }
  }
  return found;
}

function singular(kind: FluxKind): string {
  return kind.replace(/(?:ies|s)$/, (ending) => (ending === 'ies' ? 'y' : ''));
}
