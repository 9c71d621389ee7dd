import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { WorkflowPlan } from '../../../contract/plan.ts';
import type { CommandContext } from '../../command.ts';
import { keepJobs } from '../../local-run/choose-jobs.ts';
import { eventOption } from '../../local-run/event-option.ts';
import { graphLines } from '../../local-run/graph.ts';
import { listDocument, listLines } from '../../local-run/listing.ts';
import { chooseWorkflow, readWorkflows } from '../../local-run/workflows.ts';
import { isSwitchedOn, listOption, numberOption, textArgument, textOption } from '../../option-values.ts';
import { printData, printLines, printWidth } from '../../output/print.ts';
import { styleFor } from '../../output/style.ts';
import { findWorkingTree } from '../../workflow-files/find.ts';

export async function run(context: CommandContext): Promise<number> {
  const tree = await findWorkingTree(resolve(context.cwd, textOption(context, 'directory') ?? '.'));
  if (isSwitchedOn(context, 'list')) return list(tree, context);
  const place = { tree, cwd: context.cwd, folder: textOption(context, 'workflows') };
  const chosen = await chooseWorkflow(textArgument(context, 'workflow'), eventOption(context), place);
  const plan = keepJobs(chosen, listOption(context, 'job'));
  if (isSwitchedOn(context, 'graph')) return graph(plan, context);
  const maxParallel = numberOption(context, 'max-parallel', { min: 1, max: 1000 }) ?? availableParallelism();
  // What runs jobs is much more to load than what lists them.
  const { performRun } = await import('../../local-run/perform-run.ts');
  return performRun({ plan, tree, maxParallel, context });
}

async function list(tree: string, context: CommandContext): Promise<number> {
  const workflows = await readWorkflows(tree, textOption(context, 'workflows'));
  const style = styleFor(context.stdout, context.env);
  printData(context, listDocument(workflows), () => listLines(workflows, style, printWidth(context.stdout)));
  return workflows.every(({ parsed }) => parsed.ok) ? 0 : 1;
}

function graph(plan: WorkflowPlan, context: CommandContext): number {
  const width = context.stdout.isTTY ? context.stdout.columns : 100;
  printLines(context.stdout, graphLines(plan, width));
  return 0;
}
