import type { CallPlan, JobPlan } from '../../contract/plan.ts';
import type { Template } from '../../contract/template.ts';
import { calledWorkflow, nameOfCalled } from '../called-workflow.ts';
import { leastSize, matrixLimit } from '../matrix.ts';
import type { Entry, Tree } from '../parser/tree.ts';
import type { Problems } from '../problem.ts';
import { buildConcurrency, buildDefaults, buildPermissions } from './build-common.ts';
import { buildContainer, buildServices } from './build-containers.ts';
import { buildSteps } from './build-step.ts';
import { checkId } from './check-id.ts';
import { checkPositive } from './check-positive.ts';
import { entriesOf, field, textsOf } from './fields.ts';
import { conditionOf, templateMapOf, templateOf } from './template-of.ts';

/** One entry below `jobs:`. */
export function buildJob({ key, at, value: tree }: Entry, problems: Problems): JobPlan {
  checkId(key, at, 'job id', problems);
  const steps = field(tree, 'steps');
  if (field(tree, 'uses') === undefined && (steps?.value.kind !== 'sequence' || steps.value.items.length === 0)) {
    problems.invalid(at, `The job \`${key}\` has no steps`, 'Add `steps:` with at least one `run` or `uses`.');
  }
  const job: JobPlan = {
    key,
    needs: textsOf(field(tree, 'needs')?.value).map((need) => need.text),
    runsOn: templateAt(tree, 'runs-on', problems) ?? '',
    outputs: templatesOf(field(tree, 'outputs')?.value, problems),
    steps: buildSteps(steps?.value, problems),
    at: [...at],
  };
  addTemplates(job, tree, problems);
  addParts(job, tree, problems);
  return job;
}

function templateAt(tree: Tree, key: string, problems: Problems): Template | undefined {
  const entry = field(tree, key);
  return entry && templateOf(entry.value, problems);
}

const templateKeys = [
  ['name', 'name'],
  ['timeout-minutes', 'timeoutMinutes'],
  ['continue-on-error', 'continueOnError'],
] as const satisfies [string, keyof JobPlan][];

function addTemplates(job: JobPlan, tree: Tree, problems: Problems): void {
  checkPositive(tree, 'timeout-minutes', problems);
  for (const [key, name] of templateKeys) {
    const template = templateAt(tree, key, problems);
    if (template !== undefined) job[name] = template;
  }
}

type Part = (job: JobPlan, value: Tree, problems: Problems, at: Entry['at']) => void;

const parts: Record<string, Part> = {
  if: (job, value, problems) => {
    const condition = conditionOf(value, problems);
    if (condition !== undefined) job.if = condition;
  },
  env: (job, value, problems) => {
    job.env = templateMapOf(value, problems);
  },
  defaults: (job, value, problems) => {
    job.defaults = buildDefaults(value, problems);
  },
  permissions: (job, value, problems) => {
    job.permissions = buildPermissions(value, problems);
  },
  concurrency: (job, value, problems) => {
    job.concurrency = buildConcurrency(value, problems);
  },
  environment: (job, value, problems) => {
    const name = value.kind === 'mapping' ? (templateAt(value, 'name', problems) ?? '') : templateOf(value, problems);
    const url = templateAt(value, 'url', problems);
    job.environment = { name, ...(url !== undefined && { url }) };
  },
  container: (job, value, problems) => {
    job.container = buildContainer(value, problems);
  },
  services: (job, value, problems) => {
    job.services = buildServices(value, problems);
  },
  strategy: (job, value, problems, at) => {
    job.strategy = buildStrategy(value, at, problems);
  },
  uses: (job, value, problems) => {
    job.call = buildCall(value, problems);
  },
  with: ({ call }, value, problems) => {
    if (call !== undefined) call.with = templatesOf(value, problems);
  },
  secrets: ({ call }, value, problems) => {
    if (call !== undefined) call.secrets = value.kind === 'scalar' ? 'inherit' : templatesOf(value, problems);
  },
};

function addParts(job: JobPlan, tree: Tree, problems: Problems): void {
  for (const [key, add] of Object.entries(parts)) {
    const entry = field(tree, key);
    if (entry !== undefined) add(job, entry.value, problems, entry.at);
  }
}

/** `uses` of a job. Whether the file is there and takes what it is given is looked at when it is read. */
function buildCall(uses: Tree, problems: Problems): CallPlan {
  const text = uses.kind === 'scalar' ? String(uses.value) : '';
  const called = calledWorkflow(text);
  if (called === null) {
    const forms = '`./.github/workflows/name.yml` or `owner/name/.github/workflows/name.yml@ref`';
    problems.invalid(uses.at, `\`${text}\` names no workflow`, `Write ${forms}.`);
  }
  return { workflow: called === null ? '' : nameOfCalled(called), with: {}, secrets: {}, at: [...uses.at] };
}

function templatesOf(tree: Tree | undefined, problems: Problems): Record<string, Template> {
  return Object.fromEntries(entriesOf(tree).map(({ key, value }) => [key, templateOf(value, problems)]));
}

function buildStrategy(tree: Tree, at: Entry['at'], problems: Problems): NonNullable<JobPlan['strategy']> {
  checkPositive(tree, 'max-parallel', problems);
  const matrix = templateAt(tree, 'matrix', problems);
  const failFast = templateAt(tree, 'fail-fast', problems);
  const maxParallel = templateAt(tree, 'max-parallel', problems);
  if (matrix !== undefined) checkMatrix(matrix, field(tree, 'matrix'), problems);
  return {
    at: [...at],
    ...(matrix !== undefined && { matrix }),
    ...(failFast !== undefined && { failFast }),
    ...(maxParallel !== undefined && { maxParallel }),
  };
}

/** Refuses what is wrong with a matrix already in the file; what expressions make of it is checked when its job is ready. */
function checkMatrix(matrix: Template, entry: Entry | undefined, problems: Problems): void {
  for (const { key, at, value } of entriesOf(entry?.value)) {
    if (key === 'include' || key === 'exclude' || value.kind !== 'sequence' || value.items.length > 0) continue;
    problems.invalid(at, `The matrix axis \`${key}\` has no values`, 'Add a value, or remove the axis.');
  }
  const at = entry?.at ?? [1, 1];
  const size = leastSize(matrix);
  if (size <= matrixLimit) return;
  problems.invalid(
    at,
    `The matrix makes ${size} jobs; at most ${matrixLimit} are allowed`,
    'Leave out values, or split the job.',
  );
}
