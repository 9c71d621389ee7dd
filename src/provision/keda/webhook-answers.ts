import { setTimeout as delay } from 'node:timers/promises';
import { isRaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { messageOf, notVerified } from '../failure.ts';

/** Checked by KEDA's webhook and never kept: nothing but a dry run is asked for. */
const probe = {
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'TriggerAuthentication',
  metadata: { name: 'setup-probe', namespace: 'raibid-agents' },
  spec: { secretTargetRef: [{ parameter: 'password', name: 'none', key: 'none' }] },
};

/**
 * Waits until KEDA's webhook checks objects: for some seconds after its pods are ready the API server does not know the
 * authority that the operator has just made, and refuses every ScaledJob.
 */
export async function webhookAnswers(context: ComponentContext): Promise<void> {
  const { kube, pathOf } = await context.cluster();
  const until = performance.now() + context.timeoutMilliseconds;
  for (;;) {
    try {
      const path = (await pathOf(probe)).replace(/\/[^/]+$/, '');
      await kube.request('POST', path, { body: probe, query: { dryRun: 'All' }, signal: context.signal });
      return;
    } catch (error) {
      if (!isRaibidError(error, 'cluster_refused') || !messageOf(error).includes('failed calling webhook')) throw error;
      if (performance.now() > until) throw notVerified(messageOf(error), { cause: error });
    }
    context.progress('waiting for its webhook');
    await delay(1000, undefined, { signal: context.signal });
  }
}
