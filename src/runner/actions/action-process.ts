import type { Result } from '../../contract/status.ts';
import { addError } from '../commands/issues.ts';
import type { ChildHandle } from '../executor/port.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { applyCommandFiles, createCommandFiles } from '../steps/command-files.ts';
import { followProcess } from '../steps/step-process.ts';
import type { StepRun } from '../steps/step-run.ts';
import type { ResolvedAction } from './resolved-action.ts';

/**
 * Runs one process of an action, JavaScript or a container, with its command files. `start` gets its inputs and state as
 * variables, and finds the paths of the files in the step's `github` context.
 */
export async function runActionProcess(
  runtime: JobRuntime,
  step: StepRun,
  action: ResolvedAction,
  inputs: Readonly<Record<string, string>>,
  start: (variables: Record<string, string>) => Promise<ChildHandle>,
): Promise<Result> {
  const files = await createCommandFiles(runtime);
  Object.assign(step.github, files, {
    action_repository: action.origin?.repository ?? '',
    action_ref: action.origin?.ref ?? '',
  });
  const before = runtime.annotations.length;
  try {
    const variables = { ...inputVariables(inputs), ...stateVariables(step.state) };
    const { code, stopped } = await followProcess(runtime, step, () => start(variables));
    if (stopped) return 'cancelled';
    // Actions that fail say why themselves; one that ends without a word gets a line.
    const silent = !runtime.annotations.slice(before).some((one) => one.level === 'error');
    if (code !== 0 && silent) await addError(runtime, step.index, `The action ended with exit code ${code}.`);
    if (code !== 0) return 'failure';
  } finally {
    await applyCommandFiles(runtime, step, files);
  }
  return step.commandFailed ? 'failure' : 'success';
}

/** INPUT_... as the toolkit reads them: upper case, blanks become underscores. */
function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  );
}

function stateVariables(state: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
}
