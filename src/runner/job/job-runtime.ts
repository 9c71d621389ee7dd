import type { Annotation, JobMessage } from '../../contract/job-message.ts';
import type { Clock } from '../../shared/clock.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { ResolvedAction } from '../actions/resolved-action.ts';
import type { Executor, StartedContainers } from '../executor/port.ts';
import type { JobLog } from '../log/job-log.ts';
import type { ProblemMatchers } from '../matchers/problem-matchers.ts';
import type { RunnerPorts } from '../ports.ts';
import type { ActionStates } from '../steps/action-states.ts';
import type { PerformStep, PostStep } from '../steps/step-run.ts';
import type { Cancellation } from './cancellation.ts';
import type { JobLimits } from './job-limits.ts';
import type { StepList } from './step-list.ts';

/** What a job's own status can be while it runs: `job.status`. */
export type JobStatus = 'success' | 'failure' | 'cancelled';

/** Facts about the program that runs the job. */
export interface RunnerFacts {
  /** `runner.name` */
  name: string;
  /** PATH and other variables that every process of the job starts with. */
  baseEnv: Readonly<Record<string, string>>;
  /** Node.js for JavaScript actions, as the job sees it; otherwise the first `node` on the job's PATH. */
  node?: string;
  /** Shown in the set-up lines. */
  version: string;
}

/** Everything that belongs to one running job. Steps change it as they go. */
export interface JobRuntime {
  readonly job: JobMessage;
  readonly executor: Executor;
  readonly ports: RunnerPorts;
  readonly log: JobLog;
  readonly clock: Clock;
  readonly limits: JobLimits;
  readonly facts: RunnerFacts;
  readonly cancellation: Cancellation;
  readonly steps: StepList;
  /** `github` context without what differs from step to step. */
  readonly github: JsonObject;
  /** `env` of workflow and job, then what GITHUB_ENV added. */
  readonly env: Record<string, string>;
  /** Variables for processes that are not part of the `env` context (git credentials). */
  readonly hiddenEnv: Record<string, string>;
  /** GITHUB_PATH, oldest first. */
  readonly prependPath: string[];
  readonly annotations: Annotation[];
  readonly summary: { parts: string[]; bytes: number };
  /** Post steps in the order in which they were registered; they run in reverse. */
  readonly postSteps: PostStep[];
  /** Folder of fetched actions by `owner/name@ref`, as the job sees it. */
  readonly fetchedActions: Map<string, string>;
  /** Remote actions by their `uses`; read once, so that all their parts speak of the same steps. */
  readonly resolvedActions: Map<string, ResolvedAction>;
  /** Images of container actions that are ready, as the executor calls them. */
  readonly actionImages: Map<ResolvedAction, string>;
  /** What the parts (pre, main, post) of one action step share: `save-state`. */
  readonly actionStates: ActionStates;
  /** What steps registered with `::add-matcher::`. */
  readonly matchers: ProblemMatchers;
  readonly performStep: PerformStep;
  /** What of the job runs in containers; null before they are started, and where there are none. */
  containers: StartedContainers | null;
  /** Under this id wait command files that the last process left unused; null before the first process. */
  nextCommandFiles: string | null;
  status: JobStatus;
  debug: boolean;
}
