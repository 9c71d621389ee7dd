import { setTimeout as delay } from 'node:timers/promises';
import { isWell, type PlatformStatus, platformStatus } from '../../../provision/status/platform-status.ts';
import { isRaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn } from '../../option-values.ts';
import { openLiveArea } from '../../output/live-area.ts';
import { printData } from '../../output/print.ts';
import { styleFor } from '../../output/style.ts';
import { oneLine } from '../../output/terminal-text.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';
import { statusLines } from './status-lines.ts';

/** Time between two looks of --watch, in milliseconds. */
const interval = 2000;
/** Exit code when something is not ready. */
const notWell = 1;

export async function run(context: CommandContext): Promise<number> {
  const { options, chosen } = await setupOptionsOf(context);
  const look = () => platformStatus(options, chosen);
  if (isSwitchedOn(context, 'watch') && context.stdout.isTTY) return watch(context, look);
  const status = await look();
  printData(context, status, () => statusLines(status, context));
  return isWell(status) ? 0 : notWell;
}

/** Draws again and again until Ctrl-C; a cluster that does not answer is said below what was seen last. */
async function watch(context: CommandContext, look: () => Promise<PlatformStatus>): Promise<number> {
  const { signal, stdout, env } = context;
  const area = openLiveArea(stdout);
  let seen: string[] = [];
  try {
    while (!signal.aborted) {
      const problem = await look().then(
        (status) => {
          seen = statusLines(status, context);
          return null;
        },
        (error: unknown) => (signal.aborted ? null : problemOf(error)),
      );
      area.draw(problem === null ? seen : [...seen, `${styleFor(stdout, env).red('✗')} ${oneLine(problem)}`]);
      await delay(interval, undefined, { signal }).catch(() => undefined);
    }
    return 0;
  } finally {
    area.end();
  }
}

/** What people are told of a cluster that is away. Throws any other error on. */
function problemOf(error: unknown): string {
  if (isRaibidError(error, 'unreachable')) return error.message;
  throw error;
}
