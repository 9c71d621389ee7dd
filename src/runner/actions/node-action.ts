import { posix } from 'node:path';
import type { Result } from '../../contract/status.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { NodeRuns } from '../../workflow/action/action-plan.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { processEnv } from '../job/process-env.ts';
import type { StepRun } from '../steps/step-run.ts';
import { runActionProcess } from './action-process.ts';
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
  return runActionProcess(runtime, step, action, inputs, async (variables) => {
    const env = { ...processEnv(runtime, step.github, step.env), ...variables };
    return runtime.executor.spawn({
      argv: [await findNode(runtime, env.PATH), posix.join(action.folder, script)],
      cwd: runtime.executor.layout.workspace,
      env,
    });
  });
}

async function findNode(runtime: JobRuntime, path: string | undefined): Promise<string> {
  const node = runtime.facts.node ?? (await runtime.executor.which('node', path));
  if (node !== null) return node;
  throw new RaibidError('tool_missing', 'JavaScript actions need Node.js, and the place of this job has none.', {
    hint: 'Install Node.js on the machine of the agent.',
  });
}
