import {
  type Asking,
  type FluxKind,
  type FluxObject,
  fluxObjects,
  isFailing,
  isReady,
  readyMessage,
} from './flux-objects.ts';

/** What is applied. A source that fails meanwhile does not matter: Gitea may be restarting by the very commit. */
const applied: readonly FluxKind[] = ['kustomizations', 'helmreleases'];

/** What came of Flux's last attempt at an object. */
export interface Attempt {
  /** `helmrelease redis`. */
  name: string;
  /** `going`: Flux is about it, or waits for another one. */
  state: 'done' | 'failed' | 'going';
  /** In Flux's words. */
  message: string;
}

/** The last attempts at all objects of these kinds that Flux does not pass over. */
export async function lastAttempts(asking: Asking, kinds = applied): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const kind of kinds) {
    for (const item of await fluxObjects(asking, kind)) {
      if (item.spec.suspend) continue;
      const name = `${singular(kind)} ${item.metadata.name}`;
      attempts.push({ name, state: stateOf(item), message: readyMessage(item) });
    }
  }
  return attempts;
}

function stateOf(item: FluxObject): Attempt['state'] {
  if (isReady(item)) return 'done';
  return isFailing(item) ? 'failed' : 'going';
}

function singular(kind: FluxKind): string {
  return kind.replace(/(?:ies|s)$/, (ending) => (ending === 'ies' ? 'y' : ''));
}
