import type { PlannedFile, Triggers, WorkflowPlan } from '../contract/plan.ts';
import { readTree } from './parser/read-tree.ts';
import { buildPlan } from './plan/build-plan.ts';
import { type ReadCalled, resolveCalls } from './plan/resolve-calls.ts';
import { Problems, type WorkflowProblem } from './problem.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';

export type ParsedWorkflow =
  | { ok: true; plan: WorkflowPlan; warnings: WorkflowProblem[] }
  | { ok: false; problems: WorkflowProblem[] };

/**
 * Reads a workflow file: GitHub's own parser and schema, then our checks. Never throws for what the file holds: every
 * fault, also something that is not supported, comes back as a problem with its line and column. Warnings name what is
 * allowed but does nothing here. `readCalled` gives the texts of workflows that it calls; without it there are none. They are
 * not read, and not part of the plan, when the file is well and `isWanted` says no to its triggers.
 */
export async function parseWorkflow(
  file: { path: string; text: string },
  readCalled: ReadCalled = () => undefined,
  isWanted: (on: Triggers) => boolean = () => true,
): Promise<ParsedWorkflow> {
  const problems = new Problems();
  const plan = await readFile(file, problems);
  if (plan === null || !problems.empty) return { ok: false, problems: problems.sorted() };
  if (!isWanted(plan.on)) return { ok: true, plan, warnings: problems.warnings };
  const called = await resolveCalls(plan, problems, {
    text: readCalled,
    parse: (path, text, found) => readFile({ path, text }, found),
  });
  if (!problems.empty) return { ok: false, problems: problems.sorted() };
  return { ok: true, plan: { ...plan, ...(called !== null && { called }) }, warnings: problems.warnings };
}

/** One file, without those it calls; null when it is no mapping at all. */
async function readFile(file: { path: string; text: string }, problems: Problems): Promise<PlannedFile | null> {
  const tree = await readTree('workflow', file, problems);
  if (tree?.kind !== 'mapping') return null;
  // Also when the schema has found faults: people want to see all of them at once.
  refuseUnsupported(tree, problems);
  return buildPlan(file.path, tree, problems);
}
