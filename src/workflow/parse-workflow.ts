import type { WorkflowPlan } from '../contract/plan.ts';
import { readTree } from './parser/read-tree.ts';
import { buildPlan } from './plan/build-plan.ts';
import { Problems, type WorkflowProblem } from './problem.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';

export type ParsedWorkflow =
  | { ok: true; plan: WorkflowPlan; warnings: WorkflowProblem[] }
  | { ok: false; problems: WorkflowProblem[] };

/**
 * Reads a workflow file: GitHub's own parser and schema, then our checks. Never throws for what the file holds: every
 * fault, also something that is not supported, comes back as a problem with its line and column. Warnings name what is
 * allowed but does nothing here.
 */
export async function parseWorkflow(file: { path: string; text: string }): Promise<ParsedWorkflow> {
  const problems = new Problems();
  const tree = await readTree('workflow', file, problems);
  if (tree?.kind !== 'mapping') return { ok: false, problems: problems.sorted() };
  // Also when the schema has found faults: people want to see all of them at once.
  refuseUnsupported(tree, problems);
  const plan = buildPlan(file.path, tree, problems);
  if (!problems.empty) return { ok: false, problems: problems.sorted() };
  return { ok: true, plan, warnings: problems.warnings };
}
