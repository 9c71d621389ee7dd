import { posix } from 'node:path';
import type { Result } from '../../contract/status.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { NodeRuns } from '../../workflow/action/action-plan.ts';
import { addError } from '../commands/issues.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { processEnv } from '../job/process-env.ts';
import { applyCommandFiles, createCommandFiles } from '../steps/command-files.ts';
import { runStepProcess } from '../steps/step-process.ts';
import type { StepRun } from '../steps/step-run.ts';
import { registerPost } from './register-post.ts';
import type { ResolvedAction } from './resolved-action.ts';

/** Runs the main part of a JavaScript action; its post part waits for the end of the job. */
export async function runNodeAction(
  runtime: JobRuntime,
  step: StepRun,
  action: ResolvedAction,
  runs: NodeRuns,
  inputs: Readonly<Record<string, string>>,
): Promise<Result> {
  const { post } = runs;
  if (post !== undefined) {
    registerPost(runtime, step, {
      ...(runs.postIf !== undefined && { condition: runs.postIf }),
      run: (later) => runNodeScript(runtime, later, action, post, inputs),
    });
  }
  return runNodeScript(runtime, step, action, runs.main, inputs);
}

/** Runs one script of a JavaScript action with its inputs and state in the environment. */
export async function runNodeScript(
  runtime: JobRuntime,
  step: StepRun,
  action: ResolvedAction,
  script: string,
  inputs: Readonly<Record<string, string>>,
): Promise<Result> {
  const files = await createCommandFiles(runtime);
  Object.assign(step.github, files, {
    action_repository: action.origin?.repository ?? '',
    action_ref: action.origin?.ref ?? '',
  });
  const before = runtime.annotations.length;
  try {
    const env = {
      ...processEnv(runtime, step.github, step.env),
      ...inputVariables(inputs),
      ...stateVariables(step.state),
    };
    const { code, stopped } = await runStepProcess(runtime, step, {
      argv: [await findNode(runtime, env.PATH), posix.join(action.folder, script)],
      cwd: runtime.executor.layout.workspace,
      env,
    });
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

async function findNode(runtime: JobRuntime, path: string | undefined): Promise<string> {
  const node = runtime.facts.node ?? (await runtime.executor.which('node', path));
  if (node !== null) return node;
  throw new RaibidError('tool_missing', 'JavaScript actions need Node.js, and the place of this job has none.', {
    hint: 'Install Node.js on the machine of the agent.',
  });
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
