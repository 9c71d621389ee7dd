import { deleteObject } from '../../kube/delete-object.ts';
import { applyObject, compareObject, type KubeObject } from '../../kube/server-side-apply.ts';
import type { Change } from '../component.ts';
import type { ComponentContext } from '../context.ts';

/** Owner of what setup applies itself. */
const ourManager = 'raibid-cli';

const actions = { missing: 'create', different: 'update' } as const;

/** What applying these objects would change. */
export async function planObjects(
  context: ComponentContext,
  objects: readonly KubeObject[],
  manager = ourManager,
): Promise<Change[]> {
  const { kube, pathOf } = await context.cluster();
  const changes: Change[] = [];
  for (const object of objects) {
    const difference = await compareObject(kube, pathOf, object, { manager, signal: context.signal });
    if (difference !== 'same') changes.push({ action: actions[difference], what: nameOf(object) });
  }
  return changes;
}

/** Applies objects in their order. A namespace that this makes goes away again when the component fails. */
export async function applyObjects(context: ComponentContext, objects: readonly KubeObject[]): Promise<void> {
  const { kube, pathOf } = await context.cluster();
  const options = { manager: ourManager, signal: context.signal };
  for (const object of objects) {
    const difference = await compareObject(kube, pathOf, object, options);
    if (difference === 'same') continue;
    context.progress(`applying ${nameOf(object)}`);
    await applyObject(kube, pathOf, object, options);
    if (difference === 'missing') await registerRemoval(context, object);
  }
}

async function registerRemoval(context: ComponentContext, object: KubeObject): Promise<void> {
  const { pathOf } = await context.cluster();
  const path = await pathOf(object);
  context.onFailure(nameOf(object), () => removeAt(context, path));
}

/** Deletes what is at a path and waits until it is gone; quiet where nothing is. */
export async function removeAt(context: ComponentContext, path: string): Promise<void> {
  const { kube } = await context.cluster();
  const { timeoutMilliseconds } = context;
  // Not by the run's own signal: it may be what ended the run.
  await deleteObject(kube, path, { timeoutMilliseconds, signal: AbortSignal.timeout(timeoutMilliseconds + 5000) });
}

/** Kind and name for people: `Namespace raibid-redis`, `NetworkPolicy raibid-redis/default-deny`. */
export function nameOf(object: KubeObject): string {
  const { name, namespace } = object.metadata;
  return `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
