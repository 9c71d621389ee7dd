import { deleteObject } from '../../kube/delete-object.ts';
import { isFound } from '../../kube/is-found.ts';
import type { ComponentContext } from '../context.ts';
import { uninstall } from './apply-release.ts';

/** Takes away the release and then the namespace, with every volume and Secret in it. */
export async function removeChartComponent(context: ComponentContext): Promise<void> {
  context.progress('removing the release');
  await uninstall(context);
  await removeNamespace(context);
}

/** Deletes the component's namespace and waits until it is gone. */
export async function removeNamespace(context: ComponentContext): Promise<void> {
  const { kube } = await context.cluster();
  const { signal, timeoutMilliseconds, entry } = context;
  context.progress(`deleting namespace ${entry.namespace}`);
  await deleteObject(kube, `/api/v1/namespaces/${entry.namespace}`, { signal, timeoutMilliseconds });
}

/** True when the component's namespace is there. */
export async function namespaceExists({ cluster, entry, signal }: ComponentContext): Promise<boolean> {
  const { kube } = await cluster();
  return isFound(kube.request('GET', `/api/v1/namespaces/${entry.namespace}`, { signal }));
}
