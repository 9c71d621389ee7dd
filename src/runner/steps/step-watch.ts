import type { Result } from '../../contract/status.ts';
import { addError } from '../commands/issues.ts';
import { setLongTimeout } from '../job/cancellation.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import type { StepEvaluator, StepRun, StopReason } from './step-run.ts';

/** Watches a running step for its timeout, the job's cancel and the end of the step around it. */
export interface StepWatch {
  readonly signal: AbortSignal;
  /** The outcome when the watch is taken into account. Says in the log why a step was stopped. */
  judge(outcome: Result): Promise<Result>;
  dispose(): void;
}

export async function watchStep(
  runtime: JobRuntime,
  step: StepRun,
  evaluate: StepEvaluator,
  parent: StepRun | undefined,
): Promise<StepWatch> {
  const controller = new AbortController();
  const stop = (reason: StopReason) => controller.abort(reason);
  const { signal: cancel, deadline } = runtime.cancellation;
  const minutes = step.plan.timeoutMinutes === undefined ? null : await evaluate.number(step.plan.timeoutMinutes);
  const timer = minutes === null ? null : setLongTimeout(() => stop('timeout'), minutes * 60_000);
  // A step whose condition still holds after the cancel (`always()`) runs on, as on GitHub.
  const onCancel = async (): Promise<void> => {
    if (!(await evaluate.condition(step.plan.if).catch(() => false))) stop('cancel');
  };
  const onDeadline = () => stop('deadline');
  const onParent = () => parent?.signal.reason !== 'cancel' && stop('timeout');
  if (!cancel.aborted) cancel.addEventListener('abort', onCancel, { once: true });
  deadline.addEventListener('abort', onDeadline, { once: true });
  parent?.signal.addEventListener('abort', onParent, { once: true });
  return {
    signal: controller.signal,
    judge: (outcome) => judge(runtime, step, controller.signal, outcome, minutes),
    dispose: () => {
      timer?.clear();
      cancel.removeEventListener('abort', onCancel);
      deadline.removeEventListener('abort', onDeadline);
      parent?.signal.removeEventListener('abort', onParent);
    },
  };
}

async function judge(
  runtime: JobRuntime,
  step: StepRun,
  signal: AbortSignal,
  outcome: Result,
  minutes: number | null,
): Promise<Result> {
  if (!signal.aborted) return outcome;
  if (signal.reason === 'timeout') {
    const after = minutes === null ? '' : ` after ${minutes} minutes`;
    await addError(runtime, step.index, `The step has timed out${after}.`);
    return 'failure';
  }
  const why =
    signal.reason === 'deadline' ? 'The time for steps after a cancel is over.' : runtime.cancellation.reason();
  await addError(runtime, step.index, why);
  return 'cancelled';
}
