import { readTree } from '../parser/read-tree.ts';
import type { Tree } from '../parser/tree.ts';
import { buildSteps } from '../plan/build-step.ts';
import { entriesOf, field, textField } from '../plan/fields.ts';
import { conditionOf, templateMapOf, templateOf } from '../plan/template-of.ts';
import { Problems, type WorkflowProblem } from '../problem.ts';
import { parseActionImage } from './action-image.ts';
import type { ActionImage, ActionInput, ActionOutput, ActionPlan, DockerRuns, NodeRuns } from './action-plan.ts';

export type ParsedAction = { ok: true; action: ActionPlan } | { ok: false; problems: WorkflowProblem[] };

/**
 * Reads an `action.yml` with GitHub's action schema: composite, JavaScript and container actions. Never throws for what
 * the file holds. `branding` and `author` have no effect.
 */
export async function parseAction(file: { path: string; text: string }): Promise<ParsedAction> {
  const problems = new Problems();
  const tree = await readTree('action', file, problems);
  if (tree === null || !problems.empty) return { ok: false, problems: problems.sorted() };
  const action: ActionPlan = {
    name: textField(tree, 'name') ?? file.path,
    inputs: inputsOf(tree, problems),
    outputs: outputsOf(tree, problems),
    runs: runsOf(field(tree, 'runs')?.value, problems),
  };
  return problems.empty ? { ok: true, action } : { ok: false, problems: problems.sorted() };
}

function inputsOf(tree: Tree, problems: Problems): Record<string, ActionInput> {
  const entries = entriesOf(field(tree, 'inputs')?.value).map(({ key, value }) => {
    const preset = field(value, 'default');
    const deprecated = textField(value, 'deprecationMessage');
    const input: ActionInput = {
      required: textField(value, 'required') === 'true',
      ...(preset !== undefined && { default: templateOf(preset.value, problems) }),
      ...(deprecated !== undefined && { deprecationMessage: deprecated }),
    };
    return [key, input] as const;
  });
  return Object.fromEntries(entries);
}

function outputsOf(tree: Tree, problems: Problems): Record<string, ActionOutput> {
  const entries = entriesOf(field(tree, 'outputs')?.value).map(({ key, value }) => {
    const text = field(value, 'value');
    return [key, text === undefined ? {} : { value: templateOf(text.value, problems) }] as const;
  });
  return Object.fromEntries(entries);
}

function runsOf(runs: Tree | undefined, problems: Problems): ActionPlan['runs'] {
  const using = textField(runs, 'using') ?? '';
  if (using === 'composite') return { using, steps: buildSteps(field(runs, 'steps')?.value, problems) };
  if (using === 'docker') return dockerRuns(runs, problems);
  return nodeRuns(runs, using, problems);
}

function nodeRuns(runs: Tree | undefined, release: string, problems: Problems): NodeRuns {
  const node: NodeRuns = { using: 'node', release, main: textField(runs, 'main') ?? '' };
  for (const key of ['pre', 'post'] as const) {
    const script = textField(runs, key);
    if (script !== undefined) node[key] = script;
  }
  return { ...node, ...conditionsOf(runs, problems) };
}

/** `pre-if` and `post-if` */
function conditionsOf(runs: Tree | undefined, problems: Problems): Pick<NodeRuns, 'preIf' | 'postIf'> {
  const found: Pick<NodeRuns, 'preIf' | 'postIf'> = {};
  for (const key of ['pre', 'post'] as const) {
    const entry = field(runs, `${key}-if`);
    const condition = entry && conditionOf(entry.value, problems);
    if (condition !== undefined) found[`${key}If`] = condition;
  }
  return found;
}

function dockerRuns(runs: Tree | undefined, problems: Problems): DockerRuns {
  const docker: DockerRuns = { using: 'docker', image: imageOf(runs, problems) };
  for (const [key, name] of entrypoints) {
    const program = textField(runs, key);
    if (program !== undefined) docker[name] = program;
  }
  const args = field(runs, 'args');
  if (args !== undefined) docker.args = templateOf(args.value, problems);
  const env = field(runs, 'env');
  if (env !== undefined) docker.env = templateMapOf(env.value, problems);
  return { ...docker, ...conditionsOf(runs, problems) };
}

const entrypoints = [
  ['entrypoint', 'entrypoint'],
  ['pre-entrypoint', 'preEntrypoint'],
  ['post-entrypoint', 'postEntrypoint'],
] as const;

function imageOf(runs: Tree | undefined, problems: Problems): ActionImage {
  const text = textField(runs, 'image') ?? '';
  const image = parseActionImage(text);
  if (image !== null) return image;
  const at = field(runs, 'image')?.value.at ?? [1, 1];
  problems.invalid(at, `\`${text}\` names no image`, 'Write `Dockerfile` (or a path to one) or `docker://image:tag`.');
  return { kind: 'build', dockerfile: text };
}
