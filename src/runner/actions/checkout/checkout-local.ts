import type { Result } from '../../../contract/status.ts';
import type { JobRuntime } from '../../job/job-runtime.ts';
import type { StepRun } from '../../steps/step-run.ts';
import { copyIntoJob, copyTreeIntoJob } from '../copy-into-job.ts';
import { runLocal } from '../run-local.ts';
import { gitIn } from './git.ts';

/**
 * Copies a working tree of this machine (`raibid-cli run`): tracked files as they are now and new files that are not
 * ignored. Without isolation the history comes along through git's alternates, which copies nothing.
 */
export async function checkoutLocal(runtime: JobRuntime, step: StepRun, tree: string, folder: string): Promise<Result> {
  await runtime.log.line(step.index, `Copying the working tree ${tree}`);
  const listed = await runLocal(['git', '-C', tree, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  if (listed.code !== 0) {
    await runtime.log.line(step.index, 'It is no git working tree: everything in it is copied');
    await copyTreeIntoJob(runtime, tree, folder);
    return 'success';
  }
  const names = [...new Set(listed.stdout.toString().split('\0'))].filter((name) => name !== '');
  if (runtime.executor.isolation === 'none') await borrowHistory(runtime, step, tree, folder);
  await copyIntoJob(runtime, tree, names, folder);
  await runtime.log.line(step.index, `${names.length} files copied`);
  const head = await runLocal(['git', '-C', tree, 'rev-parse', 'HEAD']);
  Object.assign(step.outputs, {
    ref: typeof runtime.github.ref === 'string' ? runtime.github.ref : '',
    commit: head.code === 0 ? head.stdout.toString().trim() : '',
  });
  return 'success';
}

/** A repository with the tree's HEAD and index, so that git works in the job. A tree without a commit has none to give. */
async function borrowHistory(runtime: JobRuntime, step: StepRun, tree: string, folder: string): Promise<void> {
  const { workspace } = runtime.executor.layout;
  const git = gitIn(runtime, step, workspace, {});
  const cloned = await git.ask('clone', '--quiet', '--shared', '--no-checkout', tree, folder);
  if (cloned === null) return;
  await gitIn(runtime, step, folder, {}).ask('reset', '--quiet');
}
