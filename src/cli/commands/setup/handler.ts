import type { ComponentEntry } from '../../../provision/components.ts';
import { planComponents } from '../../../provision/setup/plan.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, textOption } from '../../option-values.ts';
import { ownershipOf } from '../../provision/git-owner.ts';
import { performSetup, printPlan } from '../../provision/perform-setup.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';
import { gitChange, performThroughGit, planThroughGit } from '../../provision/through-git.ts';

export async function run(context: CommandContext): Promise<number> {
  const asked = await setupOptionsOf(context);
  const { isGit, isBroken, options } = await ownershipOf(context, asked.options);
  const chosen = isBroken ? withoutFlux(asked.chosen) : asked.chosen;
  const plans = await planComponents(options, chosen);
  const hasValues = textOption(context, 'values') !== undefined;
  const change = isGit && hasValues ? gitChange(context, asked.options, chosen, 'Set the values given to setup') : null;
  printPlan(context, change === null ? plans : await planThroughGit(options, plans, change));
  if (isSwitchedOn(context, 'dry-run')) return 0;
  if (change !== null) await performThroughGit(context, options, plans, change);
  return performSetup(context, options, chosen, plans, change !== null);
}

/** It would be resumed, and put back what was broken open for. */
function withoutFlux(chosen: readonly ComponentEntry[]): ComponentEntry[] {
  return chosen.filter(({ name }) => name !== 'flux');
}
