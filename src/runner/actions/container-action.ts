import { posix } from 'node:path';
import type { Result } from '../../contract/status.ts';
import type { DockerRuns } from '../../workflow/action/action-plan.ts';
import type { BuildContext, WantedImage } from '../executor/port.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { containersOf } from '../job/start-job-containers.ts';
import { splitArguments } from '../steps/split-arguments.ts';
import { stepEvaluator } from '../steps/step-evaluator.ts';
import type { StepRun } from '../steps/step-run.ts';
import { runActionProcess } from './action-process.ts';
import { containerEnv } from './container-env.ts';
import { registerPost } from './register-post.ts';
import type { ResolvedAction } from './resolved-action.ts';

type Inputs = Readonly<Record<string, string>>;

/** Runs the main part of a container action; its post part waits for the end of the job. */
export async function runContainerAction(
  runtime: JobRuntime,
  step: StepRun,
  action: ResolvedAction,
  runs: DockerRuns,
  inputs: Inputs,
): Promise<Result> {
  const { postEntrypoint, postIf } = runs;
  // Before the main part, which may fail: an image that is not there has no post part either.
  await readyImage(runtime, step.signal, step.index, action, runs);
  if (postEntrypoint !== undefined) {
    registerPost(runtime, step, {
      ...(postIf !== undefined && { condition: postIf }),
      run: (later) => runContainer(runtime, later, action, runs, postEntrypoint, inputs),
    });
  }
  return runContainer(runtime, step, action, runs, runs.entrypoint ?? inputOf(inputs, 'entrypoint'), inputs);
}

/** Runs one part of a container action in a container of its own. `entrypoint`: null for that of the image. */
export async function runContainer(
  runtime: JobRuntime,
  step: StepRun,
  action: ResolvedAction,
  runs: DockerRuns,
  entrypoint: string | null,
  inputs: Inputs,
): Promise<Result> {
  const evaluate = stepEvaluator(runtime, { ...step.scope, inputs: { ...inputs } }, step.github, step.env);
  const args = runs.args === undefined ? null : await evaluate.value(runs.args);
  const own = await evaluate.texts(runs.env);
  const image = await readyImage(runtime, step.signal, step.index, action, runs);
  return runActionProcess(runtime, step, action, inputs, (variables) =>
    containersOf(runtime.executor).run({
      image,
      entrypoint,
      args: Array.isArray(args) ? args.map(String) : splitArguments(inputOf(inputs, 'args') ?? ''),
      env: containerEnv(runtime, step, { ...own, ...step.env, ...variables }),
    }),
  );
}

/** `args` and `entrypoint` are inputs of every container action. An empty one counts as none. */
function inputOf(inputs: Inputs, name: string): string | null {
  const found = Object.entries(inputs).find(([given]) => given.toLowerCase() === name);
  return found?.[1] || null;
}

/** Pulls or builds the image of an action, once a job; `index`: the step whose log says so. */
export async function readyImage(
  runtime: JobRuntime,
  signal: AbortSignal,
  index: number,
  action: ResolvedAction,
  { image }: DockerRuns,
): Promise<string> {
  const known = runtime.actionImages.get(action);
  if (known !== undefined) return known;
  const wanted: WantedImage = image.kind === 'registry' ? image : { kind: 'build', context: contextOf(action, image) };
  const say = (line: string) => runtime.log.line(index, line);
  const name = await containersOf(runtime.executor).image(wanted, signal, say);
  runtime.actionImages.set(action, name);
  return name;
}

/** What a Dockerfile copies from is its own folder. */
function contextOf({ folder, plan }: ResolvedAction, { dockerfile }: { dockerfile: string }): BuildContext {
  const path = posix.join(folder, dockerfile);
  return { action: plan.name, folder: posix.dirname(path), dockerfile: posix.basename(path) };
}
