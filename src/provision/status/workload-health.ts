import { z } from 'zod';
import { diagnose } from '../chart/diagnose.ts';
import type { ComponentContext } from '../context.ts';

const listSchema = z.object({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      spec: z.looseObject({ replicas: z.number().default(1) }),
      status: z.looseObject({ readyReplicas: z.number().default(0) }).prefault({}),
    }),
  ),
});

export interface Health {
  state: 'absent' | 'ready' | 'not ready';
  /** Pods that are ready, of those that should be. */
  ready: number;
  wanted: number;
  /** Why it is not ready, in lines for people. */
  reasons: string[];
}

/** Health of a component by the pods of its Deployments and StatefulSets. */
export async function healthOf(context: ComponentContext): Promise<Health> {
  const workloads = [...(await listOf(context, 'deployments')), ...(await listOf(context, 'statefulsets'))];
  const wanted = workloads.reduce((sum, { spec }) => sum + spec.replicas, 0);
  const ready = workloads.reduce((sum, { status }) => sum + status.readyReplicas, 0);
  const isReady = ready >= wanted;
  const reasons = isReady ? [] : (await diagnose(context)).map((line) => line.trim());
  return { state: isReady ? 'ready' : 'not ready', ready, wanted, reasons };
}

async function listOf({ cluster, entry, signal }: ComponentContext, plural: string) {
  const { kube } = await cluster();
  const path = `/apis/apps/v1/namespaces/${entry.namespace}/${plural}`;
  return listSchema.parse(await kube.request('GET', path, { signal })).items;
}
