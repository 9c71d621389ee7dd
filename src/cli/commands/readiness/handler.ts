import { type Assessed, assess } from '../../../provision/readiness/assess.ts';
import { readinessItems } from '../../../provision/readiness/items.ts';
import type { CommandContext } from '../../command.ts';
import { printData } from '../../output/print.ts';
import { type Style, styleFor } from '../../output/style.ts';
import { oneLine } from '../../output/terminal-text.ts';
import { openProgress } from '../../provision/progress.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';

/** Exit code when an item is not ready. */
const notReady = 1;

export async function run(context: CommandContext): Promise<number> {
  const { options } = await setupOptionsOf(context);
  const progress = openProgress(context);
  const items = await assess(options, readinessItems, progress.report).finally(progress.end);
  const ready = items.every((item) => item.ready);
  printData(context, { ready, items }, () => lines(items, styleFor(context.stdout, context.env)));
  return ready ? 0 : notReady;
}

function lines(items: readonly Assessed[], style: Style): string[] {
  const told = items.flatMap(({ name, demand, ready, evidence, faults, mend }) => [
    `${ready ? style.green('✓') : style.red('✗')} ${style.bold(name)}  ${demand}`,
    ...evidence.map((line) => `    ${style.dim(oneLine(line))}`),
    ...faults.map((line) => `  ${style.red('✗')} ${oneLine(line)}`),
    ...(ready ? [] : [`  ${style.cyan('->')} ${mend}`]),
  ]);
  const count = items.filter((item) => item.ready).length;
  return [...told, '', `${count} of ${items.length} items are ready`];
}
