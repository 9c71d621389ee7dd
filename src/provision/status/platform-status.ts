import type { z } from 'zod';
import { platformRoutes } from '../../contract/api/platform.ts';
import type { AgentView, DiskView } from '../../contract/views.ts';
import type { ComponentEntry } from '../components.ts';
import { messageOf } from '../failure.ts';
import { withServer } from '../server/server-api.ts';
import { trackContext } from '../setup/component-context.ts';
import type { SetupOptions } from '../setup/setup-options.ts';
import { type ComponentStatus, componentStatus } from './component-status.ts';

export interface PlatformStatus {
  /** Where these facts come from: context and kubeconfig. */
  cluster: string;
  components: ComponentStatus[];
  /** The queue by class; null while the server cannot be asked, with the reason. */
  queue: z.infer<typeof platformRoutes.queue.answer> | null;
  agents: AgentView[];
  /** Of the server; none while it cannot be asked. */
  disks: DiskView[];
  serverProblem: string | null;
}

/** Asks cluster and server about everything. */
export async function platformStatus(
  options: SetupOptions,
  chosen: readonly ComponentEntry[],
): Promise<PlatformStatus> {
  const { kube } = await options.cluster();
  const onCluster = chosen.filter(({ deploy }) => deploy !== 'k3s');
  const components = await Promise.all(
    onCluster.map((entry) => componentStatus(trackContext(options, entry, () => undefined).context)),
  );
  const server = components.find(({ component }) => component === 'server');
  const asked = server?.state === 'ready' ? await askServer(options) : { ...unasked, serverProblem: null };
  return { cluster: kube.connection.source, components, ...asked };
}

/** True when everything that is there is ready, and has room to work. */
export function isWell({ components, disks, serverProblem }: PlatformStatus): boolean {
  const ready = components.every(({ state }) => state !== 'not ready');
  return serverProblem === null && ready && disks.every(({ state }) => state !== 'full');
}

type ServerStatus = Pick<PlatformStatus, 'queue' | 'agents' | 'disks' | 'serverProblem'>;

const unasked = { queue: null, agents: [], disks: [] };

async function askServer(options: SetupOptions): Promise<ServerStatus> {
  try {
    return await withServer(options, async (client) => {
      const queue = await client.call(platformRoutes.queue);
      const { agents } = await client.call(platformRoutes.agents);
      const { disks } = await client.call(platformRoutes.info);
      return { queue, agents, disks, serverProblem: null };
    });
  } catch (error) {
    options.signal.throwIfAborted();
    return { ...unasked, serverProblem: messageOf(error) };
  }
}
