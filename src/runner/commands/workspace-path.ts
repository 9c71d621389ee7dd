import { posix } from 'node:path';
import { actionLayout } from '../executor/container/layout.ts';
import type { JobRuntime } from '../job/job-runtime.ts';

/** A path that a step printed, as the job sees it: actions in containers name files by their path in there. */
export function pathInJob(path: string, { executor }: JobRuntime): string {
  const { workspace, temp } = executor.layout;
  const folders = [
    [actionLayout.workspace, workspace],
    [actionLayout.temp, temp],
  ] as const;
  const [from, to] = folders.find(([folder]) => path.startsWith(`${folder}/`)) ?? ['', ''];
  return posix.resolve(workspace, to + path.slice(from.length));
}

/** The same from the workspace on; null for what is not below it. */
export function pathInWorkspace(path: string, runtime: JobRuntime): string | null {
  const { workspace } = runtime.executor.layout;
  const whole = pathInJob(path, runtime);
  return whole.startsWith(`${workspace}/`) ? whole.slice(workspace.length + 1) : null;
}
