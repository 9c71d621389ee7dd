import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type LintConfig, openLintConfig } from '../../../manifests/lint/lint-config.ts';
import { fixPaths, lintPaths } from '../../../manifests/lint/lint-paths.ts';
import { rules } from '../../../manifests/rules/rule-table.ts';
import { openCatalog } from '../../../manifests/schema/schema-catalog.ts';
import { openStyleConfig } from '../../../manifests/style/style-config.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, textOption } from '../../option-values.ts';
import { printLines, printWidth } from '../../output/print.ts';
import { formatTable } from '../../output/table.ts';
import { givenPaths } from './given-paths.ts';
import { printReport } from './print-report.ts';
import { watchOrOnce } from './watch.ts';

export async function run(context: CommandContext): Promise<number> {
  const config = openLintConfig(startFolder(context), pathOption(context, 'config'));
  if (isSwitchedOn(context, 'list')) return listRules(context, config);
  return watchOrOnce(context, () => lintOnce(context, config));
}

async function lintOnce(context: CommandContext, config: LintConfig): Promise<number> {
  const { cwd, env, signal } = context;
  const style = openStyleConfig(startFolder(context), pathOption(context, 'yamllint-config'));
  const options = { catalog: openCatalog(textOption(context, 'kubernetes-version')), cwd, env, signal, config, style };
  const paths = givenPaths(context);
  if (isSwitchedOn(context, 'fix')) {
    for (const file of await fixPaths(paths, options)) context.stderr.write(`corrected ${file}\n`);
  }
  return printReport(context, 'lint', await lintPaths(paths, options));
}

/** Configuration files are looked for from the first path upwards. */
function startFolder(context: CommandContext): string {
  const first = resolve(context.cwd, givenPaths(context)[0] ?? '.');
  const stats = statSync(first, { throwIfNoEntry: false });
  if (stats === undefined) return context.cwd;
  return stats.isDirectory() ? first : dirname(first);
}

function pathOption(context: CommandContext, flag: string): string | undefined {
  const given = textOption(context, flag);
  return given === undefined ? undefined : resolve(context.cwd, given);
}

function listRules(context: CommandContext, config: LintConfig): number {
  const rows = rules.map(({ name, group, summary }) => [name, group, config.severityOf(name), summary]);
  const columns = [
    { title: 'RULE' },
    { title: 'GROUP' },
    { title: 'LEVEL' },
    { title: 'WHAT IT WANTS', shrink: true as const },
  ];
  printLines(context.stdout, formatTable(columns, rows, printWidth(context.stdout)));
  return 0;
}
