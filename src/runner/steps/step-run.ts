import type { RunDefaults, StepPlan } from '../../contract/plan.ts';
import type { Result } from '../../contract/status.ts';
import type { Expression, Template, TemplateMap } from '../../contract/template.ts';
import type { JsonObject, JsonValue } from '../../shared/json.ts';
import type { StatusFacts } from '../../workflow/expressions/evaluate.ts';

/** An entry of the `steps` context. */
export interface StepRecord extends JsonObject {
  outputs: Record<string, string>;
  /** Before `continue-on-error`. */
  outcome: Result;
  conclusion: Result;
}

/**
 * Where steps run: the job itself, or one composite action. It decides what their expressions see beside the facts of
 * the job.
 */
export interface StepScope {
  /** The `steps` context: steps with an id that were reached. */
  readonly records: Record<string, StepRecord>;
  readonly inputs: JsonObject;
  /** Over the job's `github` context: `action_path` and its kin. */
  readonly github: JsonObject;
  /** `env` of the composite step, and of those around it. */
  readonly env: Readonly<Record<string, string>>;
  readonly defaults: RunDefaults;
  /** Path of the file that the steps' expressions come from. */
  readonly file: string;
  /** 0: the job. */
  readonly depth: number;
  /** What `success()` and its kin answer. In a composite action they speak of the action alone. */
  status(): StatusFacts;
  /** Names of actions by which `github.action` is made unique. */
  readonly names: Map<string, number>;
}

/** Why a running step is told to stop. */
export type StopReason = 'cancel' | 'timeout' | 'deadline';

/** One step under way. */
export interface StepRun {
  readonly plan: StepPlan;
  readonly scope: StepScope;
  /** Step of the log lines. */
  readonly index: number;
  /** Evaluated `env` context of the step. */
  readonly env: Record<string, string>;
  /** `env` of the step itself: handed down into a composite action. */
  readonly ownEnv: Record<string, string>;
  /** `github` context of the step. */
  readonly github: JsonObject;
  readonly outputs: Record<string, string>;
  /** `save-state` and GITHUB_STATE: handed to the post step as STATE_... */
  readonly state: Record<string, string>;
  /** Fires when the step must stop; the reason is a `StopReason`. */
  readonly signal: AbortSignal;
  /** A workflow command or file could not be processed: the step fails whatever its process says. */
  commandFailed: boolean;
  /** `::echo::on` */
  echo: boolean;
}

/** A post step waiting for the end of the job. */
export interface PostStep {
  readonly name: string;
  /** `post-if` */
  readonly condition: Expression;
  readonly plan: StepPlan;
  readonly scope: StepScope;
  readonly state: Record<string, string>;
  run(step: StepRun): Promise<Result>;
}

/** Evaluates the values of one step; `hashFiles()` works everywhere. Rejects with `expression_invalid`. */
export interface StepEvaluator {
  text(template: Template): Promise<string>;
  texts(map: TemplateMap | undefined): Promise<Record<string, string>>;
  value(template: Template): Promise<JsonValue>;
  boolean(template: Template): Promise<boolean>;
  number(template: Template): Promise<number>;
  /** Evaluated anew each time: the job's status may have changed. */
  condition(condition: Expression | undefined): Promise<boolean>;
}

/** Does what a step says, once its condition holds. Rejects when that cannot start. */
export type PerformStep = (step: StepRun, evaluate: StepEvaluator) => Promise<Result>;
