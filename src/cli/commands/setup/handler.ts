import { planComponents } from '../../../provision/setup/plan.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, textOption } from '../../option-values.ts';
import { demandOwnership } from '../../provision/git-owner.ts';
import { performSetup, printPlan } from '../../provision/perform-setup.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';

export async function run(context: CommandContext): Promise<number> {
  const { options, chosen } = await setupOptionsOf(context);
  const isDryRun = isSwitchedOn(context, 'dry-run');
  if (isSwitchedOn(context, 'break-glass') && !isDryRun) await demandOwnership(context, options);
  if (textOption(context, 'values') !== undefined && (await options.isOwnedByGit()))
    throw new RaibidError('conflict', 'Git owns this platform: values given here would be put back', {
      hint: 'Commit them to raibid/infra in Gitea, or say --break-glass to suspend Flux.',
    });
  const plans = await planComponents(options, chosen);
  printPlan(context, plans);
  return isDryRun ? 0 : performSetup(context, options, chosen, plans);
}
