import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { KubeObject } from '../../kube/server-side-apply.ts';
import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { nameOf } from '../manifests/object-changes.ts';
import { diagnose } from './diagnose.ts';

const workloadSchema = z.looseObject({
  metadata: z.looseObject({ generation: z.number() }),
  spec: z.looseObject({ replicas: z.number().default(1) }),
  status: z
    .looseObject({
      observedGeneration: z.number().default(0),
      updatedReplicas: z.number().default(0),
      readyReplicas: z.number().default(0),
      replicas: z.number().default(0),
    })
    .prefault({}),
});

/** Kinds whose pods we wait for. */
const workloads = new Set(['Deployment', 'StatefulSet']);

/**
 * Waits until every pod of these objects is of the newest version and ready. Not Helm's `--wait`: it says only
 * that the time is over. Throws `provision_failed` with states, logs and events of the pods.
 */
export async function waitUntilReady(context: ComponentContext, objects: readonly KubeObject[]): Promise<void> {
  const until = performance.now() + context.timeoutMilliseconds;
  for (const object of objects.filter(({ kind }) => workloads.has(kind))) {
    while (!(await isReady(context, object))) {
      const sight = await diagnose(context);
      if (performance.now() > until) throw notReady(context, object, sight);
      context.progress(sight[0]?.trim() ?? `waiting for ${nameOf(object)}`);
      await delay(1000, undefined, { signal: context.signal });
    }
  }
}

async function isReady({ cluster, signal }: ComponentContext, object: KubeObject): Promise<boolean> {
  const { kube, pathOf } = await cluster();
  try {
    const { metadata, spec, status } = workloadSchema.parse(
      await kube.request('GET', await pathOf(object), { signal }),
    );
    const isNewest = status.observedGeneration >= metadata.generation && status.updatedReplicas >= spec.replicas;
    return isNewest && status.readyReplicas >= spec.replicas && status.replicas <= spec.replicas;
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return false;
    throw error;
  }
}

function notReady(
  { timeoutMilliseconds }: ComponentContext,
  object: KubeObject,
  sight: readonly string[],
): RaibidError {
  const message = `${nameOf(object)} is not ready after ${timeoutMilliseconds / 1000} s`;
  return new RaibidError('provision_failed', [message, ...sight].join('\n'));
}
