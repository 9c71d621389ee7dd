import type { JobResult, StepState } from '../../contract/job-message.ts';
import type { LogLine } from '../../contract/log.ts';
import type { JobState, RunState } from '../../contract/run-state.ts';

/** What a reporter hears of a local run, in order. */
export type LocalEvent =
  | { event: 'run_started'; run: RunState; folder: string }
  | { event: 'job_started'; job: JobState }
  | { event: 'steps'; job: JobState; steps: StepState[] }
  | { event: 'log'; job: JobState; line: LogLine }
  /** `result` null: it never ran (skipped, cancelled before its start, refused). */
  | { event: 'job_completed'; job: JobState; result: JobResult | null; leftOut: boolean }
  | { event: 'run_completed'; run: RunState };

/** Shows a local run: text for people, or JSON lines. */
export interface Reporter {
  on(event: LocalEvent): void;
}
