import { randomUUID } from 'node:crypto';
import type { Result } from '../../contract/status.ts';
import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import { addError } from '../commands/issues.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { processEnv, stepPath } from '../job/process-env.ts';
import { applyCommandFiles, createCommandFiles } from './command-files.ts';
import { defaultShell, namedShell, type Shell, splitParameters } from './shells.ts';
import { runStepProcess } from './step-process.ts';
import type { StepEvaluator, StepRun } from './step-run.ts';

/** Runs a `run:` step. Rejects when it cannot start (no such shell or folder). */
export async function runScript(runtime: JobRuntime, step: StepRun, evaluate: StepEvaluator): Promise<Result> {
  const { plan, scope } = step;
  const script = await evaluate.text(plan.run ?? '');
  const shellOption = plan.shell ?? scope.defaults.shell;
  const shell = await findShell(runtime, step, shellOption === undefined ? '' : await evaluate.text(shellOption));
  const folder = await evaluate.text(plan.workingDirectory ?? scope.defaults.workingDirectory ?? '');
  const cwd = folderBelow(runtime.executor.layout.workspace, folder);
  await printHeader(runtime, step, script, shell);
  const path = `${runtime.executor.layout.temp}/${randomUUID()}${shell.extension}`;
  const scriptFile = { path, content: shell.script(script) };
  const files = await createCommandFiles(runtime, scriptFile);
  Object.assign(step.github, files);
  try {
    const { code, stopped } = await runStepProcess(runtime, step, {
      argv: [shell.path, ...splitParameters(shell.parameters, path)],
      cwd,
      env: processEnv(runtime, step.github, step.env),
    }).catch((error: unknown) => {
      throw isRaibidError(error, 'not_found') ? missingFolder(folder) : error;
    });
    if (stopped) return 'cancelled';
    if (code !== 0) await addError(runtime, step.index, `Process completed with exit code ${code}.`);
    return code === 0 ? 'success' : 'failure';
  } finally {
    await applyCommandFiles(runtime, step, files, scriptFile);
  }
}

/** As the workflow names it: where the workspace is says nothing to its author. */
function missingFolder(folder: string): RaibidError {
  return new RaibidError('not_found', `The working directory ${folder} does not exist.`);
}

async function findShell(runtime: JobRuntime, step: StepRun, option: string): Promise<Shell & { path: string }> {
  const searched = stepPath(runtime, step.env);
  const find = (program: string) => runtime.executor.which(program, searched);
  if (option === '') {
    const bash = runtime.executor.defaultShell === 'sh' ? null : await find('bash');
    const path = bash ?? (await find('sh')) ?? '/bin/sh';
    return { ...defaultShell(bash !== null), path };
  }
  const shell = namedShell(option);
  const path = (await find(shell.program)) ?? (shell.program === 'python' ? await find('python3') : null);
  if (path !== null) return { ...shell, path };
  throw new RaibidError('tool_missing', `The shell ${shell.program} is not installed in the place of this job.`, {
    hint: `Install ${shell.program} on the agent's machine, or use bash or sh.`,
  });
}

export function folderBelow(workspace: string, folder: string): string {
  if (folder === '') return workspace;
  return folder.startsWith('/') ? folder : `${workspace}/${folder}`;
}

/** GitHub's look: the script in bright cyan, the shell, the environment; folded by the page. */
async function printHeader(
  runtime: JobRuntime,
  step: StepRun,
  script: string,
  shell: Shell & { path: string },
): Promise<void> {
  const show = (line: string) => runtime.log.line(step.index, line);
  await show(`##[group]Run ${script.trimStart().split(/[\r\n]/, 1)[0] ?? ''}`);
  for (const line of script.replaceAll('\r\n', '\n').replace(/\n+$/, '').split('\n'))
    await show(`\u001b[36;1m${line}\u001b[0m`);
  await show(`shell: ${shell.path} ${shell.parameters}`);
  await printEnv(runtime, step);
  await show('##[endgroup]');
}

export async function printEnv(runtime: JobRuntime, step: StepRun): Promise<void> {
  const entries = Object.entries(step.env);
  if (entries.length > 0) await runtime.log.line(step.index, 'env:');
  for (const [name, value] of entries) await printEntry(runtime, step, name, value);
}

/** A value of several lines is shown as such: a secret's lines are masked one by one. */
export async function printEntry(runtime: JobRuntime, step: StepRun, name: string, value: string): Promise<void> {
  for (const line of `  ${name}: ${value}`.split(/\r\n|\r|\n/)) await runtime.log.line(step.index, line);
}
