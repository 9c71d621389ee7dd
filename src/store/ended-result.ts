import type { JobResult, StepState } from '../contract/job-message.ts';

/** The result of a job that no agent could report: its steps as last heard of, the running one ended with the job. */
export function endedResult(steps: StepState[], conclusion: 'failure' | 'cancelled', at: number): JobResult {
  return {
    conclusion,
    outputs: {},
    steps: steps.map((step) => endedStep(step, conclusion, at)),
    annotations: [],
    summary: '',
    environmentUrl: null,
  };
}

function endedStep(step: StepState, conclusion: 'failure' | 'cancelled', at: number): StepState {
  if (step.status === 'completed') return step;
  const ended = step.status === 'queued' ? ('skipped' as const) : conclusion;
  return { ...step, status: 'completed', conclusion: ended, completedAt: at };
}
