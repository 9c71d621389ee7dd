import type { StepPlan } from '../../contract/plan.ts';
import type { Tree } from '../parser/tree.ts';
import type { Problems } from '../problem.ts';
import { checkId } from './check-id.ts';
import { checkPositive } from './check-positive.ts';
import { checkShell } from './check-shell.ts';
import { checkUses } from './check-uses.ts';
import { field, textField } from './fields.ts';
import { conditionOf, templateMapOf, templateOf } from './template-of.ts';

/** The steps of a job or of a composite action. Step ids must differ, whatever their case. */
export function buildSteps(tree: Tree | undefined, problems: Problems): StepPlan[] {
  if (tree?.kind !== 'sequence') return [];
  refuseDuplicateIds(tree.items, problems);
  return tree.items.map((item) => buildStep(item, problems));
}

function refuseDuplicateIds(items: Tree[], problems: Problems): void {
  const seen = new Set<string>();
  for (const item of items) {
    const id = field(item, 'id');
    const text = textField(item, 'id');
    if (id === undefined || text === undefined) continue;
    if (seen.has(text.toLowerCase())) {
      problems.invalid(id.at, `Two steps have the id \`${text}\``, 'Give each step of a job its own id.');
    }
    seen.add(text.toLowerCase());
    checkId(text, id.value.at, 'step id', problems);
  }
}

function buildStep(tree: Tree, problems: Problems): StepPlan {
  const step: StepPlan = { at: [...tree.at] };
  const id = textField(tree, 'id');
  if (id !== undefined) step.id = id;
  const condition = field(tree, 'if');
  const parsed = condition && conditionOf(condition.value, problems);
  if (parsed !== undefined) step.if = parsed;
  const uses = field(tree, 'uses');
  if (uses !== undefined) step.uses = checkUses(uses.value, problems);
  const shell = field(tree, 'shell');
  if (shell !== undefined) checkShell(shell.value, problems);
  checkPositive(tree, 'timeout-minutes', problems);
  for (const [key, name] of templateKeys) {
    const entry = field(tree, key);
    if (entry !== undefined) step[name] = templateOf(entry.value, problems);
  }
  for (const key of ['with', 'env'] as const) {
    const entry = field(tree, key);
    if (entry !== undefined) step[key] = templateMapOf(entry.value, problems);
  }
  return step;
}

const templateKeys = [
  ['name', 'name'],
  ['run', 'run'],
  ['shell', 'shell'],
  ['working-directory', 'workingDirectory'],
  ['continue-on-error', 'continueOnError'],
  ['timeout-minutes', 'timeoutMinutes'],
] as const satisfies [string, keyof StepPlan][];
