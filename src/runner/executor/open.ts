import { join } from 'node:path';
import { containerLayout } from './container/layout.ts';
import type { PodmanOptions } from './container/podman.ts';
import { withContainers } from './container/with-containers.ts';
import { defaultPath, openHostExecutor } from './host.ts';
import type { Executor, JobLayout } from './port.ts';
import { probeIsolation } from './probe.ts';
import { programFolders } from './program-folders.ts';
import { openSandbox } from './sandbox.ts';

export interface OpenExecutorOptions {
  isolation: 'sandbox' | 'none';
  /** Folder of this job alone; workspace, temp and home are made below it. The caller removes it after `close`. */
  root: string;
  /** Shared by the jobs of one repository. */
  toolCache: string;
  /** Program and arguments that run `serveExecutor` on standard input and output, with absolute paths. */
  serveCommand: readonly string[];
  /** Folders that a job must never see, such as the data folder. */
  hidden?: readonly string[];
  /** Last part of the workspace's path; the repository's name. */
  workspaceName?: string;
  /** PATH of the job. */
  path?: string;
  /** What containers of the job need; absent where there can be none. */
  containers?: WantedPlace;
}

/** What a place must know of a job's containers before it is made. */
export interface WantedPlace extends PodmanOptions {
  /** Of this attempt alone; names its network. */
  name: string;
  /** The job has a `container:`: it runs in one, with a sandbox beside it, whatever `isolation` says. */
  inContainer: boolean;
  /** Node.js of this machine, for actions in JavaScript. */
  node: string;
  /** The server's address as steps are told it; absent where there is none. */
  serverUrl?: string;
  /** Images may be built from Dockerfiles: where jobs are trusted with the agent's own rights. */
  mayBuild: boolean;
}

/**
 * Makes the place of one job. Rejects with `sandbox_unavailable` when the sandbox cannot be made. Containers are started
 * later, by `containers.start`.
 */
export async function openExecutor(options: OpenExecutorOptions): Promise<Executor> {
  const { containers } = options;
  if (containers === undefined) return openBase(options);
  const { inContainer } = containers;
  if (inContainer) await probeIsolation('sandbox');
  const layout = containerLayout(options.workspaceName ?? 'workspace');
  const base = await openBase(inContainer ? { ...options, isolation: 'sandbox', layout } : options);
  return allowContainers(base, options, containers);
}

/** A place that was opened without containers with what `containers` says; `options` are those that opened it. */
export function allowContainers(base: Executor, options: OpenExecutorOptions, containers: WantedPlace): Executor {
  const { root, toolCache, path = defaultPath } = options;
  const { layout } = base;
  const part = (name: string) => join(root, name);
  const sandboxed = { workspace: part('workspace'), temp: part('temp'), home: part('home'), toolCache };
  const folders = base.isolation === 'none' ? layout : sandboxed;
  return withContainers(base, { ...containers, root, folders, layout, toolPath: path });
}

async function openBase(options: OpenExecutorOptions & { layout?: JobLayout }): Promise<Executor> {
  const { root, toolCache, workspaceName = 'workspace', path = defaultPath } = options;
  if (options.isolation === 'none') {
    const layout = {
      workspace: join(root, 'work', workspaceName),
      temp: join(root, 'temp'),
      home: join(root, 'home'),
      toolCache,
    };
    return openHostExecutor({ layout, path });
  }
  return openSandbox({
    root,
    toolCache,
    workspaceName,
    path,
    serveCommand: options.serveCommand,
    programFolders: await programFolders(options.serveCommand),
    hidden: options.hidden ?? [],
    ...(options.layout !== undefined && { layout: options.layout }),
  });
}
