import { posix } from 'node:path';
import type { Result } from '../../../contract/status.ts';
import { RaibidError } from '../../../shared/errors.ts';
import { addError, addWarning } from '../../commands/issues.ts';
import { findFiles } from '../../glob/find-files.ts';
import type { JobRuntime } from '../../job/job-runtime.ts';
import { processEnv } from '../../job/process-env.ts';
import type { StepRun } from '../../steps/step-run.ts';
import { booleanInput, numberInput } from '../action-inputs.ts';
import { packArchive } from '../archive.ts';
import type { BuiltInAction } from '../built-in-action.ts';
import { checkArtifactName } from './artifact-name.ts';

type Inputs = Readonly<Record<string, string>>;

/** `actions/upload-artifact`, v4 and later; v3's inputs are among them. */
export const uploadArtifact: BuiltInAction = {
  inputs: {
    name: 'artifact',
    path: '',
    'if-no-files-found': 'warn',
    'retention-days': '',
    'compression-level': '6',
    overwrite: 'false',
    'include-hidden-files': 'false',
  },
  required: ['path'],
  run,
};

async function run(runtime: JobRuntime, step: StepRun, inputs: Inputs): Promise<Result> {
  const show = (line: string) => runtime.log.line(step.index, line);
  const name = checkArtifactName(inputs.name ?? '');
  const level = compressionLevel(inputs);
  const { root, names } = await selectFiles(runtime, step, inputs);
  if (names.length === 0) return nothingFound(runtime, step, inputs);
  await show(`With the provided path, there will be ${names.length} file${names.length === 1 ? '' : 's'} uploaded`);
  const retention = inputs['retention-days'] ?? '';
  const stored = await packArchive(
    runtime,
    step,
    { root, names, level, parameters: ['--no-recursion', '--dereference'] },
    (archive) =>
      runtime.ports.artifacts.upload({
        name,
        archive,
        overwrite: booleanInput(inputs, 'overwrite'),
        ...(retention !== '' && retention !== '0' && { retentionDays: numberInput(inputs, 'retention-days') }),
      }),
  );
  await show(
    `Artifact ${name} has been successfully uploaded: ${stored.size} bytes, SHA-256 ${stored.sha256}, id ${stored.id}`,
  );
  const url = `${runtime.job.serverUrl}/runs/${runtime.job.runId}`;
  Object.assign(step.outputs, { 'artifact-id': stored.id, 'artifact-digest': stored.sha256, 'artifact-url': url });
  return 'success';
}

function compressionLevel(inputs: Inputs): number {
  const level = numberInput(inputs, 'compression-level');
  if (level <= 9) return Math.max(level, 1);
  throw new RaibidError('input_invalid', `The input compression-level must be 0 to 9, not ${level}.`);
}

/** Files only, relative to the folder that all search paths share, as the action itself does it. */
async function selectFiles(
  runtime: JobRuntime,
  step: StepRun,
  inputs: Inputs,
): Promise<{ root: string; names: string[] }> {
  const { workspace, home } = runtime.executor.layout;
  const { paths, searchPaths } = await findFiles(
    runtime.executor,
    processEnv(runtime, step.github, step.env),
    inputs.path ?? '',
    {
      root: workspace,
      home,
      implicitDescendants: true,
      followSymlinks: true,
      excludeHidden: !booleanInput(inputs, 'include-hidden-files'),
    },
  );
  const files = paths.filter((found) => !found.isDirectory).map((found) => found.path);
  const single = files.length === 1 && searchPaths.length === 1 && searchPaths[0] === files[0];
  const root = single ? posix.dirname(files[0] ?? '/') : commonFolder(searchPaths);
  return { root, names: files.map((path) => posix.relative(root, path)) };
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/'));
  const differs = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return first.slice(0, differs === -1 ? first.length : differs).join('/') || '/';
}

async function nothingFound(runtime: JobRuntime, step: StepRun, inputs: Inputs): Promise<Result> {
  const message = `No files were found with the provided path: ${inputs.path}. No artifacts will be uploaded.`;
  const choice = inputs['if-no-files-found'];
  if (choice === 'ignore') await runtime.log.line(step.index, message);
  else if (choice === 'warn') await addWarning(runtime, step.index, message);
  else if (choice === 'error') await addError(runtime, step.index, message);
  else
    throw new RaibidError(
      'input_invalid',
      `The input if-no-files-found must be warn, error or ignore, not '${choice}'.`,
    );
  return choice === 'error' ? 'failure' : 'success';
}
