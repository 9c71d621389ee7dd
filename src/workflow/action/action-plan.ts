import type { StepPlan } from '../../contract/plan.ts';
import type { Expression, Template } from '../../contract/template.ts';

/** A checked `action.yml`. */
export interface ActionPlan {
  name: string;
  /** By name as written; names ignore case. */
  inputs: Record<string, ActionInput>;
  outputs: Record<string, ActionOutput>;
  runs: CompositeRuns | NodeRuns | DockerRuns;
}

export interface ActionInput {
  required: boolean;
  /** May hold expressions (`${{ github.token }}`). */
  default?: Template;
  /** Shown as a warning when the input is given. */
  deprecationMessage?: string;
}

export interface ActionOutput {
  /** Of composite actions only; a JavaScript action sets its outputs itself. */
  value?: Template;
}

export interface CompositeRuns {
  using: 'composite';
  steps: StepPlan[];
}

/** JavaScript; paths are relative to the action's folder. The Node release named in `using` is a wish (docs/workflows.md). */
export interface NodeRuns {
  using: 'node';
  /** As written: `node12` to `node24`. */
  release: string;
  main: string;
  pre?: string;
  /** Absent: `always()`. */
  preIf?: Expression;
  post?: string;
  /** Absent: `always()`. */
  postIf?: Expression;
}

/** Known so that it can be refused by name where it is used: containers are not supported. */
export interface DockerRuns {
  using: 'docker';
  image: string;
}
