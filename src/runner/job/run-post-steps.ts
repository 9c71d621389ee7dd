import type { Result } from '../../contract/status.ts';
import { addError } from '../commands/issues.ts';
import { stepEvaluator } from '../steps/step-evaluator.ts';
import type { PostStep, StepRun } from '../steps/step-run.ts';
import { watchStep } from '../steps/step-watch.ts';
import type { JobRuntime } from './job-runtime.ts';

/** Runs the post steps of actions, last registered first. */
export async function runPostSteps(runtime: JobRuntime): Promise<void> {
  for (let post = runtime.postSteps.pop(); post !== undefined; post = runtime.postSteps.pop()) {
    if (runtime.cancellation.deadline.aborted) return;
    const index = runtime.steps.add(runtime.log.masker.mask(post.name));
    runtime.steps.start(index);
    const conclusion = await runPost(runtime, post, index);
    runtime.steps.complete(index, conclusion);
    if (conclusion === 'failure' && runtime.status === 'success') runtime.status = 'failure';
  }
}

async function runPost(runtime: JobRuntime, post: PostStep, index: number): Promise<Result> {
  const { scope } = post;
  // The main part decided whether and how long the step runs; the post part has its own condition and no timeout.
  const { timeoutMinutes: _own, ...rest } = post.plan;
  const plan = { ...rest, if: post.condition };
  const env = { ...runtime.env, ...scope.env };
  const github = { ...runtime.github, ...scope.github };
  const signal = new AbortController().signal;
  const step: StepRun = {
    plan,
    scope,
    index,
    env,
    ownEnv: {},
    github,
    outputs: {},
    state: post.state,
    signal,
    commandFailed: false,
    echo: false,
  };
  try {
    const evaluate = stepEvaluator(runtime, scope, github, env);
    Object.assign(env, await evaluate.texts(plan.env));
    if (!(await evaluate.condition(plan.if))) return 'skipped';
    const watch = await watchStep(runtime, step, evaluate, undefined);
    try {
      return await watch.judge(await post.run({ ...step, signal: watch.signal }));
    } finally {
      watch.dispose();
    }
  } catch (error) {
    await addError(runtime, index, error instanceof Error ? error.message : String(error));
    return 'failure';
  }
}
