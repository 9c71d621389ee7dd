import { isFound } from '../../kube/is-found.ts';
import type { ComponentContext } from '../context.ts';

/** True when a ScaledJob for the class `default` is there, so that jobs can run. */
export async function agentsAreThere({ cluster, signal }: Pick<ComponentContext, 'cluster' | 'signal'>) {
  const { kube } = await cluster();
  const path = '/apis/keda.sh/v1alpha1/namespaces/raibid-agents/scaledjobs/default';
  return isFound(kube.request('GET', path, { signal }));
}
