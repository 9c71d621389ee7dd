import { checkDependencies } from '../../../manifests/references/check-dependencies.ts';
import { openCatalog } from '../../../manifests/schema/schema-catalog.ts';
import type { CommandContext } from '../../command.ts';
import { textOption } from '../../option-values.ts';
import { givenPaths } from './given-paths.ts';
import { printReport } from './print-report.ts';
import { watchOrOnce } from './watch.ts';

export async function run(context: CommandContext): Promise<number> {
  return watchOrOnce(context, async () => {
    const { cwd, env, signal } = context;
    const catalog = openCatalog(textOption(context, 'kubernetes-version'));
    return printReport(
      context,
      'check-deps',
      await checkDependencies(givenPaths(context), { catalog, cwd, env, signal }),
    );
  });
}
