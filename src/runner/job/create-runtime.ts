import type { JobMessage } from '../../contract/job-message.ts';
import type { Clock } from '../../shared/clock.ts';
import { packageVersion } from '../../shared/package-version.ts';
import { defaultPath } from '../executor/host.ts';
import type { Executor } from '../executor/port.ts';
import { createJobLog } from '../log/job-log.ts';
import { createMasker } from '../log/masker.ts';
import { createProblemMatchers } from '../matchers/problem-matchers.ts';
import type { RunnerPorts } from '../ports.ts';
import { createActionStates } from '../steps/action-states.ts';
import { runStep } from '../steps/run-step.ts';
import { createCancellation } from './cancellation.ts';
import { jobGithubContext } from './contexts.ts';
import { defaultLimits, type JobLimits } from './job-limits.ts';
import type { JobRuntime, RunnerFacts } from './job-runtime.ts';
import { createStepList } from './step-list.ts';

/** How the caller steers a job. */
export interface JobControl {
  /** Cancels the job; its reason is a sentence for the log. */
  cancel: AbortSignal;
  runner?: Partial<RunnerFacts>;
  limits?: Partial<JobLimits>;
}

/** The state of a job before its set-up. */
export function createRuntime(
  job: JobMessage,
  executor: Executor,
  ports: RunnerPorts,
  control: JobControl,
  clock: Clock,
): JobRuntime {
  const limits = { ...defaultLimits, ...control.limits };
  const masker = createMasker([...Object.values(job.secrets), job.jobToken]);
  const facts: RunnerFacts = {
    name: 'raibid',
    version: packageVersion(),
    ...control.runner,
    baseEnv: { PATH: defaultPath, ...control.runner?.baseEnv },
  };
  const runtime: JobRuntime = {
    job,
    executor,
    ports,
    clock,
    limits,
    facts,
    log: createJobLog(ports.log, masker, clock),
    cancellation: createCancellation(control.cancel, job.timeoutMinutes * 60_000, limits.afterCancel),
    steps: createStepList(clock, (steps) => ports.progress.steps(steps)),
    github: jobGithubContext(job, executor.layout, `${executor.layout.temp}/_github_workflow/event.json`),
    env: {},
    hiddenEnv: {},
    prependPath: [],
    annotations: [],
    summary: { parts: [], bytes: 0 },
    postSteps: [],
    fetchedActions: new Map(),
    resolvedActions: new Map(),
    actionImages: new Map(),
    actionStates: createActionStates(),
    matchers: createProblemMatchers(),
    performStep: (step, evaluate) => runStep(runtime, step, evaluate),
    containers: null,
    nextCommandFiles: null,
    status: 'success',
    debug: isDebug(job),
  };
  const { signal } = runtime.cancellation;
  const onCancel = (): void => {
    runtime.status = 'cancelled';
  };
  if (signal.aborted) onCancel();
  else signal.addEventListener('abort', onCancel, { once: true });
  return runtime;
}

/** GitHub's switch: a secret or variable ACTIONS_STEP_DEBUG. */
function isDebug(job: JobMessage): boolean {
  return (job.secrets.ACTIONS_STEP_DEBUG ?? job.vars.ACTIONS_STEP_DEBUG)?.toLowerCase() === 'true';
}
