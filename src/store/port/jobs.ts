import type { JobResult, StepState } from '../../contract/job-message.ts';
import type { AttemptView } from '../../contract/views.ts';

/** What the store knows of a job beside the engine's state. */
export interface JobDetail {
  jobId: string;
  runId: string;
  steps: StepState[];
  result: JobResult | null;
  attempts: AttemptView[];
}

export interface DeadLetter {
  jobId: string;
  runId: string;
  name: string;
  reason: string;
  at: number;
}

export interface JobStore {
  get(jobId: string): Promise<JobDetail | null>;
  ofRun(runId: string): Promise<JobDetail[]>;
  deadLetters(): Promise<DeadLetter[]>;
  /** Takes a dead letter off the list. */
  dropDeadLetter(jobId: string): Promise<void>;
}
