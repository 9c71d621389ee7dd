import type { ComponentEntry } from '../../../provision/components.ts';
import type { SetupOptions } from '../../../provision/setup/setup-options.ts';
import { tearDown } from '../../../provision/teardown/teardown.ts';
import { demandBackup } from '../../../provision/teardown/unsaved-data.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { demandOwnership } from '../../provision/git-owner.ts';
import { outcomeDocument, outcomeLines } from '../../provision/outcome-text.ts';
import { openProgress } from '../../provision/progress.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';

/** Exit code when something is left. */
const failed = 1;

export async function run(context: CommandContext): Promise<number> {
  const { options, chosen } = await setupOptionsOf(context);
  const all = withDependents(options, chosen);
  // With Flux itself gone, nothing puts the others back.
  if (all.every(({ name }) => name !== 'flux')) await demandOwnership(context, options);
  if (!isSwitchedOn(context, 'yes')) await demandBackup(options, all);
  const progress = openProgress(context);
  try {
    const outcomes = [...(await tearDown(options, all, progress.report))];
    progress.end();
    const isDone = outcomes.every(([, { state }]) => state === 'done');
    printData(context, { components: outcomes.map(([name, outcome]) => outcomeDocument(name, outcome, {})) }, () => [
      ...outcomes.flatMap(([name, outcome]) => outcomeLines(context, name, outcome, () => [])),
      ...(isDone ? [`Gone: ${outcomes.map(([name]) => name).join(', ')}.`] : []),
    ]);
    context.signal.throwIfAborted();
    return isDone ? 0 : failed;
  } finally {
    progress.end();
  }
}

/** What depends on a component cannot stay without it. */
function withDependents({ entries }: SetupOptions, chosen: readonly ComponentEntry[]): ComponentEntry[] {
  const names = new Set(chosen.map(({ name }) => name));
  for (const { name, dependsOn } of entries) {
    if (dependsOn.some((each) => names.has(each) && each !== 'k3s')) names.add(name);
  }
  return entries.filter(({ name }) => names.has(name));
}
