import { join } from 'node:path';
import { defaultPath, openHostExecutor } from './host.ts';
import type { Executor } from './port.ts';
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
}

/** Makes the place of one job. Rejects with `sandbox_unavailable` when the sandbox cannot be made. */
export async function openExecutor(options: OpenExecutorOptions): Promise<Executor> {
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
  });
}
