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

/** Time between two looks at the objects, in milliseconds. */
const interval = 1000;
/** A wait is explained from its fourth look on, and every fourth look: pods need a few seconds when all is well. */
const looksBetweenReasons = 4;

/** Kinds whose pods we wait for. */
const workloads = new Set(['Deployment', 'StatefulSet']);

/**
 * Waits until every pod of these objects is of the newest version and ready. Not Helm's `--wait`: it says only
 * that the time is over. Throws `provision_failed` with states, logs and events of the pods.
 */
export async function waitUntilReady(context: ComponentContext, objects: readonly KubeObject[]): Promise<void> {
  const until = performance.now() + context.timeoutMilliseconds;
  for (const object of objects.filter(({ kind }) => workloads.has(kind))) {
    for (let look = 1; !(await isReady(context, object)); look += 1) {
      if (performance.now() > until) throw notReady(context, object, await diagnose(context));
      if (look === 1) context.progress(`waiting for ${nameOf(object)}`);
      if (look % looksBetweenReasons === 0) await tellReason(context, object);
      await delay(interval, undefined, { signal: context.signal });
    }
  }
}

async function tellReason(context: ComponentContext, object: KubeObject): Promise<void> {
  const [reason] = await diagnose(context);
  context.progress(reason?.trim() ?? `waiting for ${nameOf(object)}`);
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
