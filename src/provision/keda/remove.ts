import { uninstall } from '../chart/apply-release.ts';
import { removeNamespace } from '../chart/remove-release.ts';
import type { ComponentContext } from '../context.ts';
import { removeAt } from '../manifests/object-changes.ts';
import { removeCustomResources } from '../manifests/remove-custom-resources.ts';

/** KEDA serves this API; while it is registered and nobody answers, no namespace of the cluster can be deleted. */
const apiService = '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.external.metrics.k8s.io';

/**
 * Takes KEDA away: first the API that it serves, then its objects while the operator can still let them go, then the
 * release, its kinds and the namespace.
 */
export async function removeKeda(context: ComponentContext): Promise<void> {
  context.progress('removing its API service');
  await removeAt(context, apiService);
  await removeCustomResources(context, 'keda.sh', 'objects');
  await uninstall(context);
  await removeCustomResources(context, 'keda.sh', 'kinds');
  await removeNamespace(context);
}
