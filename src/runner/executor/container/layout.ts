import { createHash } from 'node:crypto';
import type { JobLayout } from '../port.ts';

/** Where GitHub's runner mounts the parts of a job in its container. */
export function containerLayout(workspaceName: string): JobLayout {
  return {
    workspace: `/__w/${workspaceName}/${workspaceName}`,
    temp: '/__w/_temp',
    toolCache: '/__t',
    home: '/github/home',
  };
}

/** Where GitHub's runner mounts them in the container of an action. */
export const actionLayout = {
  workspace: '/github/workspace',
  temp: '/github/runner_temp',
  home: '/github/home',
} as const;

/** Folders of `/github` that are part of the temp folder: path in it. */
export const partsOfTemp = { file_commands: '_runner_file_commands', workflow: '_github_workflow' } as const;

/** Node.js for JavaScript actions, in containers. */
export const nodeInContainer = '/__e/node24/bin/node';

/** Name of the network of one attempt at a job; what people may have written is left out of it. */
export function containerName({ jobId, attempt }: { jobId: string; attempt: number }): string {
  return `raibid-${createHash('sha256').update(`${jobId} ${attempt} ${process.pid}`).digest('hex').slice(0, 16)}`;
}
