import { createKubeClient } from '../kube/client.ts';
import { kubeconfigConnection } from '../kube/kubeconfig.ts';
import { createPathOf } from '../kube/resource-paths.ts';
import type { Cluster } from './context.ts';
import { type FindToolOptions, findTool } from './tools/find-tool.ts';
import { createToolRunner } from './tools/tool-runner.ts';
import { readTool, type ToolName } from './tools/tool-table.ts';

export interface OpenClusterOptions extends FindToolOptions {
  infra: string;
  kubeconfig: string;
  contextName: string | null;
}

/** Connects to a cluster that is there, and finds helm and kubectl for it. Throws `unreachable` when it does not answer. */
export async function openCluster(options: OpenClusterOptions): Promise<Cluster> {
  const { kubeconfig, contextName, infra, signal } = options;
  const kube = createKubeClient(await kubeconfigConnection(kubeconfig, contextName ?? undefined));
  await kube.request('GET', '/version', { signal });
  const runner = async (name: ToolName) =>
    createToolRunner(name, await findTool(readTool(infra, name), options), { kubeconfig, contextName }, options);
  const [helm, kubectl] = await Promise.all([runner('helm'), runner('kubectl')]);
  return { kubeconfig, contextName, kube, pathOf: createPathOf(kube), helm, kubectl };
}
