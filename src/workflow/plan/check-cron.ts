import { Cron } from 'croner';
import type { Tree } from '../parser/tree.ts';
import type { Problems } from '../problem.ts';

/** Five fields of POSIX cron, times in UTC. Answers the text. */
export function checkCron(tree: Tree, problems: Problems): string {
  const cron = tree.kind === 'scalar' ? String(tree.value).trim() : '';
  const fault = faultOf(cron);
  if (fault !== null) {
    problems.invalid(
      tree.at,
      `\`${cron}\` is no schedule: ${fault}`,
      "Write minute, hour, day, month, weekday, such as '30 5 * * 1-5'.",
    );
  }
  return cron;
}

function faultOf(cron: string): string | null {
  if (!/^[\d*,/\-A-Za-z]+( +[\d*,/\-A-Za-z]+){4}$/.test(cron)) return 'it needs five fields';
  try {
    return new Cron(cron, { mode: '5-part', timezone: 'UTC', paused: true }).nextRun() === null
      ? 'it never happens'
      : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
