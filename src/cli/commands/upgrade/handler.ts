import { namespaceExists } from '../../../provision/chart/remove-release.ts';
import type { ComponentEntry } from '../../../provision/components.ts';
import { trackContext } from '../../../provision/setup/component-context.ts';
import { planComponents } from '../../../provision/setup/plan.ts';
import type { SetupOptions } from '../../../provision/setup/setup-options.ts';
import { demandBackup } from '../../../provision/teardown/unsaved-data.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn } from '../../option-values.ts';
import { printLines } from '../../output/print.ts';
import { demandOwnership } from '../../provision/git-owner.ts';
import { performSetup, printPlan } from '../../provision/perform-setup.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';

export async function run(context: CommandContext): Promise<number> {
  const { options, chosen } = await setupOptionsOf(context);
  const present = await onlyPresent(options, chosen);
  const plans = await planComponents(options, present);
  const changed = present.filter(({ name }) =>
    plans.some((plan) => plan.component === name && plan.changes.length > 0),
  );
  printPlan(context, plans);
  if (isSwitchedOn(context, 'dry-run')) return 0;
  if (changed.length === 0) {
    printLines(context.stderr, ['Everything is up to date.']);
    return 0;
  }
  await demandOwnership(context, options);
  if (!isSwitchedOn(context, 'yes')) await demandBackup(options, changed);
  return performSetup(context, options, changed, plans);
}

async function onlyPresent(options: SetupOptions, chosen: readonly ComponentEntry[]): Promise<ComponentEntry[]> {
  const present: ComponentEntry[] = [];
  for (const entry of chosen) {
    // k3s has no namespace of its own: its plan tells whether it is there.
    const isThere = await namespaceExists(trackContext(options, entry, () => undefined).context);
    if (isThere || entry.deploy === 'k3s') present.push(entry);
  }
  return present;
}
