import { z } from 'zod';
import type { KubeClient } from '../../kube/client.ts';
import { isRaibidError } from '../../shared/errors.ts';

/** Says of which class a pod or a ScaledJob is. The chart sets it; no job can change it. */
export const classLabel = 'raibid-ci.dev/agent-class';

const waitingSchema = z.object({ reason: z.string().default(''), message: z.string().default('') });
const containerSchema = z.object({ state: z.object({ waiting: waitingSchema.optional() }).prefault({}) });
const conditionSchema = z.object({ type: z.string(), status: z.string(), message: z.string().default('') });
const podSchema = z.object({
  metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
  status: z
    .object({
      conditions: z.array(conditionSchema).default([]),
      initContainerStatuses: z.array(containerSchema).default([]),
      containerStatuses: z.array(containerSchema).default([]),
    })
    .prefault({}),
});
const jobSchema = z.object({
  metadata: z.object({ name: z.string() }),
  status: z.object({ active: z.number().default(0), conditions: z.array(z.unknown()).default([]) }).prefault({}),
});
const eventSchema = z.object({
  message: z.string().default(''),
  involvedObject: z.object({ name: z.string().default('') }),
});
const scaledJobSchema = z.object({
  status: z.object({ conditions: z.array(conditionSchema).default([]) }).prefault({}),
});
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** What a container waits for that does not pass by itself; `ContainerCreating` and `PodInitializing` do. */
const stuckReasons = /^(Err|Invalid|Crash)|BackOff$|Error$/;

/** A message of Kubernetes in a sentence of ours: not longer than this. */
const longestMessage = 300;

/** Looks at one thing that keeps agents of a class from starting; null: that is not it. */
type Look = (client: KubeClient, namespace: string, agentClass: string, signal: AbortSignal) => Promise<string | null>;

/** What is wrong with the agents' own pods comes before what keeps them from being made. */
const looks: Look[] = [lookAtPods, lookAtJobs, lookAtScaledJob];

/** Why the cluster has no agent of a class to give, in words without a full stop; null when nothing is known to be wrong. */
export async function readTrouble(
  client: KubeClient,
  namespace: string,
  agentClass: string,
  signal: AbortSignal,
): Promise<string | null> {
  for (const look of looks) {
    const found = await look(client, namespace, agentClass, signal);
    if (found !== null) return found;
  }
  return null;
}

async function lookAtPods(client: KubeClient, namespace: string, agentClass: string, signal: AbortSignal) {
  const query = { labelSelector: `${classLabel}=${agentClass}`, fieldSelector: 'status.phase=Pending' };
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const { items } = listOf(podSchema).parse(await client.request('GET', path, { query, signal }));
  for (const pod of items.filter(({ metadata }) => metadata.deletionTimestamp === undefined)) {
    const found = troubleOfPod(pod);
    if (found !== null) return found;
  }
  return null;
}

function troubleOfPod({ metadata: { name }, status }: z.infer<typeof podSchema>): string | null {
  const unplaced = status.conditions.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  if (unplaced !== undefined) return `pod ${name} has no node: ${shortened(unplaced.message)}`;
  const stuck = [...status.initContainerStatuses, ...status.containerStatuses]
    .map(({ state }) => state.waiting)
    .find((waiting) => waiting !== undefined && stuckReasons.test(waiting.reason));
  return stuck === undefined ? null : `pod ${name} does not start: ${shortened(stuck.message || stuck.reason)}`;
}

/** KEDA made Jobs, and Kubernetes refuses their pods: a quota that is used up, a policy. */
async function lookAtJobs(client: KubeClient, namespace: string, agentClass: string, signal: AbortSignal) {
  const query = { labelSelector: `scaledjob.keda.sh/name=${agentClass}` };
  const jobs = listOf(jobSchema).parse(
    await client.request('GET', `/apis/batch/v1/namespaces/${namespace}/jobs`, { query, signal }),
  ).items;
  const empty = jobs.filter(({ status }) => status.active === 0 && status.conditions.length === 0);
  if (empty.length === 0) return null;
  const fieldSelector = 'type=Warning,reason=FailedCreate,involvedObject.kind=Job';
  const path = `/api/v1/namespaces/${namespace}/events`;
  const { items } = listOf(eventSchema).parse(await client.request('GET', path, { query: { fieldSelector }, signal }));
  const event = items.findLast(({ involvedObject }) =>
    empty.some(({ metadata }) => metadata.name === involvedObject.name),
  );
  return event === undefined ? null : `no pod can be made: ${shortened(event.message)}`;
}

async function lookAtScaledJob(client: KubeClient, namespace: string, agentClass: string, signal: AbortSignal) {
  const path = `/apis/keda.sh/v1alpha1/namespaces/${namespace}/scaledjobs/${encodeURIComponent(agentClass)}`;
  try {
    const { status } = scaledJobSchema.parse(await client.request('GET', path, { signal }));
    const unready = status.conditions.find(({ type, status: is }) => type === 'Ready' && is === 'False');
    return unready === undefined ? null : `KEDA cannot start agents of it: ${shortened(unready.message)}`;
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return 'the cluster has no ScaledJob for it';
    throw error;
  }
}

function shortened(message: string): string {
  const text = message.trim().replace(/\.$/, '');
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)}...`;
}
