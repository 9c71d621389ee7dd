import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RaibidError } from '../../../shared/errors.ts';
import type { ComponentContext } from '../../context.ts';
import { messageOf } from '../../failure.ts';

/** A Deployment or StatefulSet of a component. */
export interface Workload {
  namespace: string;
  kind: 'deployments' | 'statefulsets';
  name: string;
}

const workloadSchema = z.object({
  metadata: z.object({ generation: z.number() }),
  spec: z.object({
    replicas: z.number().default(1),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
  }),
  status: z.object({
    observedGeneration: z.number().default(0),
    readyReplicas: z.number().default(0),
    updatedReplicas: z.number().default(0),
  }),
});
const podsSchema = z.object({ items: z.array(z.unknown()) });

const lookEvery = 300;

/** Sets how many pods there are and waits until it is so. Answers how many were wanted before. */
export async function scaleTo(context: ComponentContext, workload: Workload, replicas: number): Promise<number> {
  const { kube } = await context.cluster();
  const path = pathOf(workload);
  const before = workloadSchema.parse(await kube.request('GET', path, { signal: context.signal }));
  context.progress(`${workload.name}: ${replicas === 0 ? 'stopping' : 'starting'}`);
  await kube.request('PATCH', path, {
    contentType: 'application/merge-patch+json',
    body: { spec: { replicas } },
    signal: context.signal,
  });
  await until(context, workload, async () => {
    const { metadata, spec, status } = workloadSchema.parse(
      await kube.request('GET', path, { signal: context.signal }),
    );
    if (status.observedGeneration < metadata.generation || status.readyReplicas !== replicas) return false;
    // A pod that is on its way out holds the volume still.
    return replicas > 0 || (await podCount(context, workload.namespace, spec.selector.matchLabels)) === 0;
  });
  return before.spec.replicas;
}

/**
 * Does something while a workload has no pods, and starts as many as there were, whether it went well or not: also after
 * an interruption. Throws what `work` threw; where the pods do not come back either, the message says that too.
 */
export async function whileStopped<Result>(
  context: ComponentContext,
  workload: Workload,
  work: () => Promise<Result>,
): Promise<Result> {
  // Nought: a run before this one was killed right here.
  const replicas = Math.max(1, await scaleTo(context, workload, 0));
  const startAgain = () =>
    scaleTo({ ...context, signal: AbortSignal.timeout(context.timeoutMilliseconds) }, workload, replicas);
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    await startAgain().catch((second: unknown) => {
      throw new RaibidError('provision_failed', `${messageOf(error)}\nAnd afterwards: ${messageOf(second)}`, {
        hint: `To start it: ${startCommand(workload, replicas)}.`,
        cause: error,
      });
    });
    throw error;
  }
  await startAgain();
  return result;
}

/**
 * Replaces all pods by new ones, in the way that the workload prescribes; answers when the former ones are gone. What
 * `kubectl rollout restart` does, which takes a pod that is still on its way out for gone.
 */
export async function restartPods(context: ComponentContext, workload: Workload): Promise<void> {
  const { kube } = await context.cluster();
  const path = pathOf(workload);
  context.progress(`${workload.name}: starting anew`);
  const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() };
  await kube.request('PATCH', path, {
    contentType: 'application/merge-patch+json',
    body: { spec: { template: { metadata: { annotations } } } },
    signal: context.signal,
  });
  await until(context, workload, async () => {
    const { metadata, spec, status } = workloadSchema.parse(
      await kube.request('GET', path, { signal: context.signal }),
    );
    const { observedGeneration, readyReplicas, updatedReplicas } = status;
    if (observedGeneration < metadata.generation || readyReplicas !== spec.replicas) return false;
    if (updatedReplicas !== spec.replicas) return false;
    return (await podCount(context, workload.namespace, spec.selector.matchLabels)) === spec.replicas;
  });
}

/** What a person types to start a workload that has no pods. */
export function startCommand({ namespace, kind, name }: Workload, replicas: number): string {
  return `kubectl -n ${namespace} scale ${kind}/${name} --replicas ${replicas}`;
}

async function podCount(context: ComponentContext, namespace: string, labels: Record<string, string>): Promise<number> {
  const { kube } = await context.cluster();
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const options = { query: { labelSelector }, signal: context.signal };
  return podsSchema.parse(await kube.request('GET', `/api/v1/namespaces/${namespace}/pods`, options)).items.length;
}

async function until(
  context: ComponentContext,
  { namespace, name }: Workload,
  holds: () => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + context.timeoutMilliseconds;
  while (!(await holds())) {
    if (performance.now() > end) {
      throw new RaibidError('provision_failed', `${namespace}/${name} does not come to where it must be.`, {
        hint: `Look at \`kubectl -n ${namespace} describe pods\`.`,
      });
    }
    await sleep(lookEvery, undefined, { signal: context.signal });
  }
}

function pathOf({ namespace, kind, name }: Workload): string {
  return `/apis/apps/v1/namespaces/${namespace}/${kind}/${name}`;
}
