import { validatePaths, validateText } from '../../../manifests/validate/validate-paths.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn } from '../../option-values.ts';
import { openCatalogFor } from './catalog-options.ts';
import { givenPaths, readAll } from './given-paths.ts';
import { printReport } from './print-report.ts';
import { watchOrOnce } from './watch.ts';

export async function run(context: CommandContext): Promise<number> {
  return watchOrOnce(context, () => validateOnce(context));
}

async function validateOnce(context: CommandContext): Promise<number> {
  const catalog = await openCatalogFor(context);
  const ignoreUnknownKinds = isSwitchedOn(context, 'ignore-unknown-kinds');
  const { cwd, env, signal } = context;
  const options = { catalog, ignoreUnknownKinds, cwd, env, signal };
  const paths = givenPaths(context);
  if (!paths.includes('-')) return printReport(context, 'validate', await validatePaths(paths, options));
  const bytes = await readAll(context.stdin);
  return printReport(context, 'validate', await validateText(bytes, 'stdin', options), bytes);
}
