import { z } from 'zod';
import type { Evidence } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import { successOf, withPushedRun } from '../server/pushed-run.ts';
import { policyWorkflow } from './policy-workflow.ts';

const serviceSchema = z.object({ spec: z.object({ clusterIP: z.string() }) });
const nodesSchema = z.object({
  items: z.array(
    z.object({ status: z.object({ addresses: z.array(z.object({ type: z.string(), address: z.string() })) }) }),
  ),
});

/** A run ends green in a pod that KEDA made, and from there nothing of the platform can be reached but the server. */
export async function verifyAgents(context: ComponentContext): Promise<Evidence[]> {
  const [redis, gitea, api, server, nodes] = await Promise.all([
    serviceAddress(context, 'raibid-redis', 'redis'),
    serviceAddress(context, 'raibid-gitea', 'gitea'),
    serviceAddress(context, 'default', 'kubernetes'),
    serviceAddress(context, 'raibid-server', 'raibid-server'),
    nodeAddresses(context),
  ]);
  const closed = [
    { what: 'Redis', host: redis, port: 6379 },
    { what: 'Gitea', host: gitea, port: 3000 },
    { what: 'the API server', host: api, port: 443 },
    ...nodes.map((host) => ({ what: 'the kubelet', host, port: 10_250 })),
  ];
  const workflow = policyWorkflow({ closed, open: { what: 'the server', host: server, port: 8420 } });
  return withPushedRun(context, workflow, async (run) => {
    context.progress('waiting for an agent and its run');
    const started = performance.now();
    await successOf(run, context);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    return [
      `a run ended green in a pod that KEDA made, ${seconds} s after the push`,
      `from a job ${closed.map(({ what }) => what).join(', ')} cannot be reached, and it holds no token of the cluster`,
    ];
  });
}

async function serviceAddress({ cluster, signal }: ComponentContext, namespace: string, name: string): Promise<string> {
  const { kube } = await cluster();
  const service = await kube.request('GET', `/api/v1/namespaces/${namespace}/services/${name}`, { signal });
  return serviceSchema.parse(service).spec.clusterIP;
}

async function nodeAddresses({ cluster, signal }: ComponentContext): Promise<string[]> {
  const { kube } = await cluster();
  const { items } = nodesSchema.parse(await kube.request('GET', '/api/v1/nodes', { signal }));
  const internal = items.flatMap(({ status }) => status.addresses).filter(({ type }) => type === 'InternalIP');
  return [...new Set(internal.map(({ address }) => address))];
}
