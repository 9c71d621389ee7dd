import { join } from 'node:path';
import type { JobSpec } from '../../contract/job-message.ts';
import { containerName } from '../../runner/executor/container/layout.ts';
import { withContainers } from '../../runner/executor/container/with-containers.ts';
import { defaultPath, openHostExecutor } from '../../runner/executor/host.ts';
import { openExecutor } from '../../runner/executor/open.ts';
import type { Executor } from '../../runner/executor/port.ts';
import { programCommand } from '../../shared/program-command.ts';
import type { JobWorld } from './job-world.ts';

/**
 * The place of a local job in `folder`: the user's own home and programs, without isolation. A job with a `container`
 * has those of its image instead. Rejects with `sandbox_unavailable` where a container can have no sandbox beside it.
 */
export async function openJobExecutor(
  spec: JobSpec,
  folder: string,
  baseEnv: Readonly<Record<string, string>>,
  world: JobWorld,
): Promise<Executor> {
  const { toolCache } = world.places;
  const path = baseEnv.PATH ?? defaultPath;
  const workspaceName = spec.repository.fullName.split('/')[1] ?? 'tree';
  const containers = {
    name: containerName({ jobId: `${spec.runId} ${spec.jobId}`, attempt: 1 }),
    inContainer: spec.container !== undefined,
    node: process.execPath,
    environment: baseEnv,
    mayBuild: true,
  };
  if (containers.inContainer) {
    const serveCommand = [...programCommand('raibid-agent'), 'executor'];
    // Files in it belong to the user of containers: the tools of jobs on the host are apart.
    const own = { root: folder, toolCache: `${toolCache}-containers` };
    return openExecutor({ ...own, isolation: 'none', serveCommand, workspaceName, path, containers });
  }
  const layout = {
    workspace: join(folder, 'work', workspaceName),
    temp: join(folder, 'temp'),
    toolCache,
    home: baseEnv.HOME ?? join(folder, 'home'),
  };
  const host = await openHostExecutor({ layout, path });
  return withContainers(host, { ...containers, root: folder, folders: layout, layout, toolPath: path });
}
