import { namespaceExists } from '../../../provision/chart/remove-release.ts';
import type { ComponentEntry } from '../../../provision/components.ts';
import { trackContext } from '../../../provision/setup/component-context.ts';
import { planComponents } from '../../../provision/setup/plan.ts';
import type { SetupOptions } from '../../../provision/setup/setup-options.ts';
import { demandBackup } from '../../../provision/teardown/unsaved-data.ts';
import { packageVersion } from '../../../shared/package-version.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn } from '../../option-values.ts';
import { printLines } from '../../output/print.ts';
import { ownershipOf } from '../../provision/git-owner.ts';
import { performSetup, printPlan } from '../../provision/perform-setup.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';
import { gitChange, performThroughGit, planThroughGit } from '../../provision/through-git.ts';

export async function run(context: CommandContext): Promise<number> {
  const asked = await setupOptionsOf(context);
  const { isGit, options } = await ownershipOf(context, asked.options);
  const present = await onlyPresent(options, asked.chosen);
  const planned = await planComponents(options, present);
  const message = `Bring ${present.map(({ name }) => name).join(', ')} to raibid-cli ${packageVersion()}`;
  const change = isGit ? gitChange(context, asked.options, present, message) : null;
  const plans = change === null ? planned : await planThroughGit(options, planned, change);
  const changed = present.filter(({ name }) =>
    plans.some((plan) => plan.component === name && plan.changes.length > 0),
  );
  printPlan(context, plans);
  if (isSwitchedOn(context, 'dry-run')) return 0;
  if (changed.length === 0) {
    printLines(context.stderr, ['Everything is up to date.']);
    return 0;
  }
  if (!isSwitchedOn(context, 'yes')) await demandBackup(options, changed);
  if (change !== null) await performThroughGit(context, options, planned, change);
  return performSetup(context, options, changed, planned, isGit);
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
