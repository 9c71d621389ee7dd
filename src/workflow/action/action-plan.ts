import type { StepPlan } from '../../contract/plan.ts';
import type { Expression, Template, TemplateMap } from '../../contract/template.ts';

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

/** A container that is started for each part of the action. `args` and `env` see the `inputs` of the action alone. */
export interface DockerRuns {
  using: 'docker';
  image: ActionImage;
  /** Instead of the image's own. */
  entrypoint?: string;
  /** Absent: what the step gives as `with.args`. */
  args?: Template;
  env?: TemplateMap;
  preEntrypoint?: string;
  /** Absent: `always()`. */
  preIf?: Expression;
  postEntrypoint?: string;
  /** Absent: `always()`. */
  postIf?: Expression;
}

/** `registry`: a name as people write it. `build`: a Dockerfile, relative to the action's folder. */
export type ActionImage = { kind: 'registry'; name: string } | { kind: 'build'; dockerfile: string };
