import type { JobSpec, StepState } from '../../contract/job-message.ts';
import type { LogLine } from '../../contract/log.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { LocalPlaces } from './places.ts';

/** What all jobs of a local run share. */
export interface JobWorld {
  places: LocalPlaces;
  secrets: Record<string, string>;
  /** Members of the `github` context that only a local run knows. */
  github: JsonObject;
  /** `--env` and `--env-file`: stronger than the `env` of workflow and job. */
  env: Record<string, string>;
  /** The user's environment. */
  userEnv: Readonly<Record<string, string | undefined>>;
  onLine(spec: JobSpec, line: LogLine): void;
  onSteps(spec: JobSpec, steps: StepState[]): void;
}
