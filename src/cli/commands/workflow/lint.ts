import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { RaibidError } from '../../../shared/errors.ts';
import { parseAction } from '../../../workflow/action/parse-action.ts';
import { parseWorkflow } from '../../../workflow/parse-workflow.ts';
import type { WorkflowProblem } from '../../../workflow/problem.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn } from '../../option-values.ts';
import { counted } from '../../output/counted.ts';
import { printData } from '../../output/print.ts';
import { problemLines } from '../../output/problem-text.ts';
import { styleFor } from '../../output/style.ts';
import { calledIn, findWorkingTree, shownPath, workflowsAt, workflowsOfTree } from '../../workflow-files/find.ts';

interface Report {
  file: string;
  problems: WorkflowProblem[];
  warnings: WorkflowProblem[];
}

export async function run(context: CommandContext): Promise<number> {
  const files = await filesFor(context);
  const style = styleFor(context.stdout, context.env);
  const reports: Report[] = [];
  const text: string[] = [];
  const treeOf = rememberedTrees();
  for (const path of files) {
    const source = await readFile(path, 'utf8');
    const report = await check(shownPath(path, context.cwd), source, () => treeOf(dirname(path)));
    reports.push(report);
    const shown = { file: report.file, source, style };
    text.push(...report.problems.flatMap((problem) => problemLines(problem, 'error', shown)));
    text.push(...report.warnings.flatMap((problem) => problemLines(problem, 'warning', shown)));
  }
  printData(context, reports, () => text);
  const faults = reports.reduce((sum, report) => sum + report.problems.length, 0);
  if (!isSwitchedOn(context, 'json'))
    context.stderr.write(`${counted(files.length, 'file')}, ${counted(faults, 'problem')}\n`);
  return faults === 0 ? 0 : 1;
}

async function filesFor(context: CommandContext): Promise<string[]> {
  const given = context.arguments.path;
  if (!Array.isArray(given) || given.length === 0) return workflowsOfTree(await findWorkingTree(context.cwd));
  const found = await Promise.all(given.map((path) => workflowsAt(resolve(context.cwd, path))));
  const files = [...new Set(found.flat())];
  if (files.length > 0) return files;
  throw new RaibidError('not_found', `no workflow file in ${given.join(', ')}`, {
    hint: 'Name a file or another folder.',
  });
}

/** The working tree of a folder; looked for once, as many files lie in one folder. */
function rememberedTrees(): (folder: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (folder) => {
    const tree = known.get(folder) ?? findWorkingTree(folder);
    known.set(folder, tree);
    return tree;
  };
}

async function check(file: string, text: string, workingTree: () => Promise<string>): Promise<Report> {
  if (/^action\.ya?ml$/.test(basename(file))) {
    const action = await parseAction({ path: file, text });
    return { file, problems: action.ok ? [] : action.problems, warnings: [] };
  }
  const result = await parseWorkflow({ path: file, text }, calledIn(await workingTree(), null));
  return result.ok
    ? { file, problems: [], warnings: result.warnings }
    : { file, problems: result.problems, warnings: [] };
}
