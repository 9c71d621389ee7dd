import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { WorkflowPlan } from '../../contract/plan.ts';
import type { RunTrigger } from '../../contract/run-state.ts';
import { RaibidError } from '../../shared/errors.ts';
import { parseWorkflow } from '../../workflow/parse-workflow.ts';
import { calledIn, shownPath, workflowsOfTree } from '../workflow-files/find.ts';
import { eventNames } from './event-names.ts';

type EventName = RunTrigger['event'];

export interface ReadWorkflow {
  /** From the working tree. */
  path: string;
  parsed: Awaited<ReturnType<typeof parseWorkflow>>;
}

/** Reads and parses one file. `path` is what messages and the `github` context show. */
async function readWorkflow(file: string, tree: string): Promise<ReadWorkflow> {
  const path = shownPath(file, tree);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new RaibidError('not_found', `there is no workflow file ${file}`, { cause });
  });
  return { path, parsed: await parseWorkflow({ path, text }, calledIn(tree, undefined)) };
}

/** All workflows of a tree, parsed. */
export async function readWorkflows(tree: string, folder: string | undefined): Promise<ReadWorkflow[]> {
  return Promise.all((await workflowsOfTree(tree, folder)).map((file) => readWorkflow(file, tree)));
}

/**
 * The workflow that a word names (path, file name with or without ending, or `name:`), or without a word the only one
 * that the event starts. Throws `not_found`, `usage` when several fit, or the workflow's first problem.
 */
export async function chooseWorkflow(
  word: string | undefined,
  event: EventName | undefined,
  place: { tree: string; cwd: string; folder: string | undefined },
): Promise<WorkflowPlan> {
  if (word !== undefined && /[\\/]/.test(word)) return planOf(await readWorkflow(resolve(place.cwd, word), place.tree));
  const all = await readWorkflows(place.tree, place.folder);
  const fitting =
    word === undefined ? startedBy(all, event ?? 'push') : all.filter((workflow) => isNamed(workflow, word));
  const [first, second] = fitting;
  if (first === undefined) throw noneFits(word, event ?? 'push', all);
  if (second !== undefined) throw severalFit(fitting);
  return planOf(first);
}

/** Files that cannot be read count: leaving one out in silence would run less than a push does. */
function startedBy(all: ReadWorkflow[], event: EventName): ReadWorkflow[] {
  const fitting = all.filter(({ parsed }) => !parsed.ok || parsed.plan.on[event] !== undefined);
  return fitting.length === 0 && all.length === 1 ? all : fitting;
}

function isNamed({ path, parsed }: ReadWorkflow, word: string): boolean {
  const file = basename(path);
  return file === word || file.replace(/\.ya?ml$/, '') === word || (parsed.ok && parsed.plan.name === word);
}

function planOf({ path, parsed }: ReadWorkflow): WorkflowPlan {
  if (parsed.ok) return parsed.plan;
  const [problem, ...others] = parsed.problems;
  if (problem === undefined) throw new RaibidError('workflow_invalid', `${path} cannot be read`);
  const more = others.length === 0 ? '' : ` (and ${others.length} more: raibid-cli workflow lint)`;
  const at = { file: path, line: problem.line, column: problem.column };
  throw new RaibidError(problem.code, `${problem.message}${more}`, { at, hint: problem.hint });
}

function noneFits(word: string | undefined, event: EventName, all: ReadWorkflow[]): RaibidError {
  const message = word === undefined ? `no workflow is started by ${event}` : `there is no workflow '${word}'`;
  return new RaibidError('not_found', message, { hint: `There are: ${describe(all)}.` });
}

function severalFit(fitting: ReadWorkflow[]): RaibidError {
  return new RaibidError('usage', `${fitting.length} workflows fit; name one`, {
    hint: `They are: ${describe(fitting)}.`,
  });
}

function describe(workflows: ReadWorkflow[]): string {
  const texts = workflows.map(({ path, parsed }) => {
    const events = parsed.ok ? eventNames(parsed.plan.on).join(', ') : 'invalid';
    return `${basename(path)} (${events})`;
  });
  return texts.join('; ') || 'none';
}
