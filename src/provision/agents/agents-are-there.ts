import { isRaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';

/** True when a ScaledJob for the class `default` is there, so that jobs can run. */
export async function agentsAreThere({ cluster, signal }: Pick<ComponentContext, 'cluster' | 'signal'>) {
  const { kube } = await cluster();
  const path = '/apis/keda.sh/v1alpha1/namespaces/raibid-agents/scaledjobs/default';
  try {
    await kube.request('GET', path, { signal });
    return true;
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return false;
    throw error;
  }
}
