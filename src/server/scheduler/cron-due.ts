import { Cron } from 'croner';

/**
 * The newest moment (milliseconds since 1970, UTC) at which the schedule should have run after `last` and not after
 * `now`; null when there is none. However many moments were missed, it is one.
 * @throws when `cron` is not a five-field POSIX expression.
 */
export function dueTick(cron: string, last: number, now: number): number | null {
  const schedule = new Cron(cron, { timezone: 'UTC', mode: '5-part', paused: true });
  // previousRuns looks strictly before its reference: one second on, a tick of this very second counts.
  const [newest] = schedule.previousRuns(1, new Date(now + 1000));
  if (newest === undefined) return null;
  const at = newest.getTime();
  return at > last && at <= now ? at : null;
}
