import { setTimeout as delay } from 'node:timers/promises';
import { isWell, platformStatus } from '../../../provision/status/platform-status.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn } from '../../option-values.ts';
import { openLiveArea } from '../../output/live-area.ts';
import { printData } from '../../output/print.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';
import { statusLines } from './status-lines.ts';

/** Time between two looks of --watch, in milliseconds. */
const interval = 2000;
/** Exit code when something is not ready. */
const notWell = 1;

export async function run(context: CommandContext): Promise<number> {
  const { options, chosen } = await setupOptionsOf(context);
  const look = () => platformStatus(options, chosen);
  if (isSwitchedOn(context, 'watch') && context.stdout.isTTY) {
    const area = openLiveArea(context.stdout, context.stdout.rows ?? 24);
    try {
      while (!context.signal.aborted) {
        area.draw(statusLines(await look(), context));
        await delay(interval, undefined, { signal: context.signal }).catch(() => undefined);
      }
      return 0;
    } finally {
      area.end();
    }
  }
  const status = await look();
  printData(context, status, () => statusLines(status, context));
  return isWell(status) ? 0 : notWell;
}
