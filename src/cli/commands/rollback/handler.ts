import { rollBack } from '../../../provision/setup/rollback.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { numberOption, requiredArgument } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { demandOwnership } from '../../provision/git-owner.ts';
import { openProgress } from '../../provision/progress.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';

export async function run(context: CommandContext): Promise<number> {
  const component = requiredArgument(context, 'component');
  const { options, chosen } = await setupOptionsOf({
    ...context,
    arguments: { ...context.arguments, component: [component] },
  });
  const [entry] = chosen;
  if (entry === undefined || chosen.length > 1) throw new RaibidError('usage', 'name one component');
  await demandOwnership(context, options);
  const revision = numberOption(context, 'revision', { min: 1, max: 1_000_000 }) ?? null;
  const progress = openProgress(context);
  try {
    const result = await rollBack(options, entry, revision, progress.report);
    progress.end();
    printData(context, { component, ...result }, () => [
      ...result.evidence.map((line) => `✓ ${component}: ${line}`),
      `${component} is at revision ${result.revision} again (${result.version}).`,
    ]);
    return 0;
  } finally {
    progress.end();
  }
}
