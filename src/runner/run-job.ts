import type { JobMessage, JobResult } from '../contract/job-message.ts';
import type { Result } from '../contract/status.ts';
import { systemClock } from '../shared/clock.ts';
import { isRaibidError } from '../shared/errors.ts';
import { addError } from './commands/issues.ts';
import type { Executor } from './executor/port.ts';
import { createRuntime, type JobControl } from './job/create-runtime.ts';
import { finishJob } from './job/finish-job.ts';
import type { JobRuntime } from './job/job-runtime.ts';
import { type PreparedJob, prepareJob } from './job/prepare-job.ts';
import { runPostSteps } from './job/run-post-steps.ts';
import { setUpStep } from './log/job-log.ts';
import type { RunnerPorts } from './ports.ts';
import { runSteps } from './steps/run-steps.ts';

export type { JobControl } from './job/create-runtime.ts';

/**
 * Runs one job to its end and answers what to report. Never rejects for a fault of the job: that is a result. It does
 * reject when a port does (the lease is lost). The executor stays open: the caller closes it.
 */
export async function runJob(
  job: JobMessage,
  executor: Executor,
  ports: RunnerPorts,
  control: JobControl,
): Promise<JobResult> {
  const runtime = createRuntime(job, executor, ports, control, systemClock);
  try {
    const prepared = await prepare(runtime);
    if (prepared !== null) {
      await ports.progress.started();
      await runSteps(runtime, prepared.scope, prepared.steps, (step, conclusion) =>
        note(runtime, step.index, conclusion),
      );
      await runPostSteps(runtime);
    }
    return await finishJob(runtime, prepared?.scope ?? null);
  } finally {
    runtime.cancellation.dispose();
  }
}

/** Null when the set-up failed: then no step runs. */
async function prepare(runtime: JobRuntime): Promise<PreparedJob | null> {
  try {
    return await prepareJob(runtime);
  } catch (error) {
    runtime.status = 'failure';
    await addError(runtime, setUpStep, error instanceof Error ? error.message : String(error));
    if (isRaibidError(error)) await runtime.log.line(setUpStep, error.hint);
    return null;
  }
}

/** The end of a step in the list and in the job's status. */
function note(runtime: JobRuntime, index: number, conclusion: Result): void {
  runtime.steps.complete(index, conclusion);
  if (conclusion === 'failure' && runtime.status === 'success') runtime.status = 'failure';
}
