import { posix } from 'node:path';
import picomatch from 'picomatch';
import type { Result } from '../../../contract/status.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { JobRuntime } from '../../job/job-runtime.ts';
import type { StepRun } from '../../steps/step-run.ts';
import { booleanInput } from '../action-inputs.ts';
import { unpackArchive } from '../archive.ts';
import type { BuiltInAction } from '../built-in-action.ts';

type Inputs = Readonly<Record<string, string>>;

/** `actions/download-artifact`, v4 and later: artifacts of this run. */
export const downloadArtifact: BuiltInAction = {
  inputs: {
    name: '',
    'artifact-ids': '',
    path: '',
    pattern: '',
    'merge-multiple': 'false',
    'github-token': '',
    repository: '',
    'run-id': '',
  },
  run,
};

async function run(runtime: JobRuntime, step: StepRun, inputs: Inputs): Promise<Result> {
  refuseOtherRuns(runtime, inputs);
  const root = targetFolder(runtime, inputs.path ?? '');
  const wanted = inputs.name ?? '';
  const names = wanted === '' ? await matching(runtime, inputs.pattern ?? '') : [wanted];
  const flat = wanted !== '' || booleanInput(inputs, 'merge-multiple');
  for (const name of names) {
    const target = flat ? root : posix.join(root, name);
    await runtime.log.line(step.index, `Downloading artifact ${name} to ${target}`);
    await unpackArchive(runtime, step, await runtime.ports.artifacts.download(name), target, []);
  }
  await runtime.log.line(step.index, `Total of ${names.length} artifact(s) downloaded`);
  step.outputs['download-path'] = root;
  return 'success';
}

function refuseOtherRuns(runtime: JobRuntime, inputs: Inputs): void {
  const repository = inputs.repository ?? '';
  const runId = inputs['run-id'] ?? '';
  const elsewhere = repository !== '' && repository.toLowerCase() !== runtime.job.repository.fullName.toLowerCase();
  const refused = elsewhere ? 'repository' : runId !== '' && runId !== runtime.job.runId ? 'run-id' : null;
  const byId = inputs['artifact-ids'] !== '' ? 'artifact-ids' : null;
  if (refused === null && byId === null) return;
  throw new RaibidError(
    'workflow_unsupported',
    `The input '${refused ?? byId}' of actions/download-artifact is not supported: artifacts of this run are chosen by name or pattern.`,
  );
}

function targetFolder(runtime: JobRuntime, path: string): string {
  const { workspace, home } = runtime.executor.layout;
  if (path === '~' || path.startsWith('~/')) return posix.join(home, path.slice(1));
  return posix.resolve(workspace, path);
}

async function matching(runtime: JobRuntime, pattern: string): Promise<string[]> {
  const names = (await runtime.ports.artifacts.list()).map((artifact) => artifact.name).sort();
  if (pattern === '') return names;
  const isMatch = picomatch(pattern, { dot: true });
  return names.filter((name) => isMatch(name));
}
