import type { Result } from '../../../contract/status.ts';
import type { JobRuntime } from '../../job/job-runtime.ts';
import { processEnv } from '../../job/process-env.ts';
import type { StepRun } from '../../steps/step-run.ts';
import { booleanInput, linesInput, numberInput } from '../action-inputs.ts';
import { makeFolder } from '../make-folder.ts';
import type { CheckoutSource } from './checkout-source.ts';
import { chooseCredentials, mergeGitConfig } from './credentials.ts';
import { type Git, gitIn } from './git.ts';
import { chooseRef, type RefChoice } from './refs.ts';

/** Fetches one commit (or all history) from the server and checks it out, with git in the job's place. */
export async function checkoutRemote(
  runtime: JobRuntime,
  step: StepRun,
  source: CheckoutSource,
  inputs: Readonly<Record<string, string>>,
): Promise<Result> {
  const show = (line: string) => runtime.log.line(step.index, line);
  const credentials = chooseCredentials(runtime, source, inputs.token ?? '');
  await show(`Syncing repository: ${source.repository}`);
  await makeFolder(runtime.executor, processEnv(runtime, step.github, step.env), source.folder);
  const git = gitIn(runtime, step, source.folder, credentials);
  await prepareFolder(git, source.url, booleanInput(inputs, 'clean'));
  const choice = await chooseRef(git, runtime, source.repository, inputs.ref ?? '');
  await show('##[group]Fetching the repository');
  await fetch(git, choice, inputs);
  await show('##[endgroup]');
  await sparse(git, inputs);
  await show('##[group]Checking out the ref');
  await git.run('checkout', '--progress', '--force', ...choice.checkout);
  await show('##[endgroup]');
  await submodules(git, inputs);
  const commit = (await git.ask('log', '-1', '--format=%H')) ?? '';
  await show(commit);
  Object.assign(step.outputs, { ref: choice.output, commit });
  if (booleanInput(inputs, 'persist-credentials'))
    Object.assign(runtime.hiddenEnv, mergeGitConfig(runtime.hiddenEnv, credentials));
  return 'success';
}

/** A new repository, or the one that an earlier step left here, cleaned. */
async function prepareFolder(git: Git, url: string, clean: boolean): Promise<void> {
  const known = (await git.ask('rev-parse', '--show-prefix')) === '' && (await git.ask('config', 'remote.origin.url'));
  if (known === url) {
    if (clean && (await git.ask('rev-parse', 'HEAD')) !== null) {
      await git.run('clean', '-ffdx');
      await git.run('reset', '--hard', 'HEAD');
    }
    return;
  }
  await git.run('init', '--quiet', '--initial-branch=main', '.');
  if (known !== false && known !== null) await git.run('remote', 'remove', 'origin');
  await git.run('remote', 'add', 'origin', url);
  await git.run('config', '--local', 'gc.auto', '0');
}

/** All history takes all branches and tags first; the commit of the event may be behind or beside its branch. */
async function fetch(git: Git, choice: RefChoice, inputs: Readonly<Record<string, string>>): Promise<void> {
  const depth = numberInput(inputs, 'fetch-depth');
  const tags = '+refs/tags/*:refs/tags/*';
  if (depth === 0) await fetchRefs(git, inputs, ['--prune'], ['+refs/heads/*:refs/remotes/origin/*', tags]);
  const wanted = depth > 0 && booleanInput(inputs, 'fetch-tags') ? [tags, choice.refspec] : [choice.refspec];
  await fetchRefs(git, inputs, depth === 0 ? [] : [`--depth=${depth}`], [...new Set(wanted)]);
}

async function fetchRefs(
  git: Git,
  inputs: Readonly<Record<string, string>>,
  options: readonly string[],
  refspecs: readonly string[],
): Promise<void> {
  const progress = booleanInput(inputs, 'show-progress') ? '--progress' : '--quiet';
  const always = ['-c', 'protocol.version=2', 'fetch', '--no-tags', '--no-recurse-submodules', progress];
  await git.runPatiently(...always, ...filterOf(inputs), ...options, 'origin', ...refspecs);
}

function filterOf(inputs: Readonly<Record<string, string>>): string[] {
  if (inputs.filter !== '' && inputs.filter !== undefined) return [`--filter=${inputs.filter}`];
  return linesInput(inputs, 'sparse-checkout').length > 0 ? ['--filter=blob:none'] : [];
}

async function sparse(git: Git, inputs: Readonly<Record<string, string>>): Promise<void> {
  const patterns = linesInput(inputs, 'sparse-checkout');
  if (patterns.length === 0) return;
  const cone = booleanInput(inputs, 'sparse-checkout-cone-mode');
  await git.run('sparse-checkout', 'set', cone ? '--cone' : '--no-cone', ...patterns);
}

/** Submodules on the same server get the same credentials; those elsewhere must be public. */
async function submodules(git: Git, inputs: Readonly<Record<string, string>>): Promise<void> {
  const recursive = inputs.submodules?.toLowerCase() === 'recursive';
  if (!recursive && !booleanInput(inputs, 'submodules')) return;
  const deep = recursive ? ['--recursive'] : [];
  const depth = numberInput(inputs, 'fetch-depth');
  await git.run('submodule', 'sync', ...deep);
  await git.run(
    '-c',
    'protocol.version=2',
    'submodule',
    'update',
    '--init',
    '--force',
    ...(depth > 0 ? [`--depth=${depth}`] : []),
    ...deep,
  );
}
