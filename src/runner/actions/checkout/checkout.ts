import { posix } from 'node:path';
import type { Result } from '../../../contract/status.ts';
import { RaibidError } from '../../../shared/errors.ts';
import { isBelow } from '../../glob/patterns.ts';
import type { JobRuntime } from '../../job/job-runtime.ts';
import type { StepRun } from '../../steps/step-run.ts';
import { booleanInput } from '../action-inputs.ts';
import type { BuiltInAction } from '../built-in-action.ts';
import { checkoutLocal } from './checkout-local.ts';
import { checkoutRemote } from './checkout-remote.ts';

/** `actions/checkout`, v2 to v6. */
export const checkout: BuiltInAction = {
  inputs: {
    repository: '',
    ref: '',
    token: '',
    'ssh-key': '',
    'ssh-known-hosts': '',
    'ssh-strict': 'true',
    'ssh-user': 'git',
    'persist-credentials': 'true',
    path: '',
    clean: 'true',
    filter: '',
    'sparse-checkout': '',
    'sparse-checkout-cone-mode': 'true',
    'fetch-depth': '1',
    'fetch-tags': 'false',
    'show-progress': 'true',
    lfs: 'false',
    submodules: 'false',
    'set-safe-directory': 'true',
    'github-server-url': '',
    'allow-unsafe-pr-checkout': 'false',
  },
  run,
};

async function run(runtime: JobRuntime, step: StepRun, inputs: Readonly<Record<string, string>>): Promise<Result> {
  refuseUnsupported(inputs);
  const repository = inputs.repository || runtime.job.repository.fullName;
  const folder = checkoutFolder(runtime, inputs.path ?? '');
  const source = await runtime.ports.checkout.source(repository);
  if ('localPath' in source) return checkoutLocal(runtime, step, source.localPath, folder);
  return checkoutRemote(runtime, step, { repository, folder, ...source }, inputs);
}

/** What cannot be done is refused by name, never left out in silence. */
function refuseUnsupported(inputs: Readonly<Record<string, string>>): void {
  if (inputs['ssh-key'] !== '')
    throw refusal('ssh-key', 'The job reaches its repositories over HTTP with its own token.');
  if (booleanInput(inputs, 'lfs')) throw refusal('lfs', 'Fetch large files in a `run` step.');
  if (inputs['github-server-url'] !== '')
    throw refusal('github-server-url', 'Clone from other servers in a `run` step.');
}

function refusal(input: string, hint: string): RaibidError {
  return new RaibidError('workflow_unsupported', `The input '${input}' of actions/checkout is not supported. ${hint}`);
}

function checkoutFolder(runtime: JobRuntime, path: string): string {
  const { workspace } = runtime.executor.layout;
  const folder = posix.resolve(workspace, path);
  if (folder === workspace || isBelow(folder, workspace)) return folder;
  throw new RaibidError('input_invalid', `Repository path '${folder}' is not under '${workspace}'`);
}
