import { z } from 'zod';
import type { ComponentContext } from '../context.ts';

const containerSchema = z.looseObject({
  name: z.string(),
  ready: z.boolean().default(false),
  restartCount: z.number().default(0),
  state: z
    .looseObject({
      waiting: z.looseObject({ reason: z.string().default(''), message: z.string().default('') }).optional(),
      terminated: z.looseObject({ reason: z.string().default(''), exitCode: z.number() }).optional(),
    })
    .default({}),
});
const podSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  status: z.looseObject({
    phase: z.string().default(''),
    conditions: z
      .array(z.looseObject({ type: z.string(), status: z.string(), message: z.string().default('') }))
      .default([]),
    initContainerStatuses: z.array(containerSchema).default([]),
    containerStatuses: z.array(containerSchema).default([]),
  }),
});
const podsSchema = z.object({ items: z.array(podSchema) });
const eventsSchema = z.object({
  items: z.array(
    z.looseObject({
      type: z.string().default(''),
      reason: z.string().default(''),
      message: z.string().default(''),
      involvedObject: z.looseObject({ kind: z.string().default(''), name: z.string().default('') }),
    }),
  ),
});

/** Last lines of a log that are shown. */
const tailLines = 8;

/** Why the component's pods are not ready, in lines for people: states, last lines of their logs, warnings. Never rejects. */
export async function diagnose(context: ComponentContext): Promise<string[]> {
  try {
    const { kube } = await context.cluster();
    const base = `/api/v1/namespaces/${context.entry.namespace}`;
    const pods = podsSchema.parse(await kube.request('GET', `${base}/pods`)).items;
    const events = eventsSchema.parse(await kube.request('GET', `${base}/events`)).items;
    const warnings = events.filter(({ type }) => type === 'Warning').slice(-5);
    const told = await Promise.all(pods.map((pod) => podLines(context, pod)));
    return [
      ...told.flat(),
      ...warnings.map((event) => `  ${event.involvedObject.kind} ${event.involvedObject.name}: ${event.message}`),
    ];
  } catch {
    return [];
  }
}

async function podLines(context: ComponentContext, pod: z.infer<typeof podSchema>): Promise<string[]> {
  const { name } = pod.metadata;
  const { status } = pod;
  const unplaced = status.conditions.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  const faulty = [...status.initContainerStatuses, ...status.containerStatuses].filter(isFaulty);
  const lines = unplaced === undefined ? [] : [`  pod ${name} has no node: ${unplaced.message}`];
  for (const { name: container, state, restartCount } of faulty) {
    const reason = state.waiting?.message || state.waiting?.reason || state.terminated?.reason || 'not ready';
    lines.push(`  pod ${name}, ${container}: ${reason}, ${restartCount} restarts`);
    lines.push(...(await logTail(context, name, container)).map((line) => `    | ${line}`));
  }
  return lines;
}

function isFaulty({ ready, state }: z.infer<typeof containerSchema>): boolean {
  return !ready && state.terminated?.exitCode !== 0;
}

async function logTail(context: ComponentContext, pod: string, container: string): Promise<string[]> {
  const { kube } = await context.cluster();
  const path = `/api/v1/namespaces/${context.entry.namespace}/pods/${pod}/log`;
  const text = await kube.request('GET', path, { query: { container, tailLines } }).catch(() => '');
  return String(text).trimEnd().split('\n').filter(Boolean);
}
