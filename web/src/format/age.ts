const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago something was, coarse on purpose: `just now`, `5 min ago`, `3 h ago`, `2 days ago`, then the date. */
export function formatAge(moment: number, now: number): string {
  const age = now - moment;
  if (age < minute) return 'just now';
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  if (age < day) return `${Math.floor(age / hour)} h ago`;
  if (age < 2 * day) return 'yesterday';
  if (age < 14 * day) return `${Math.floor(age / day)} days ago`;
  return new Date(moment).toISOString().slice(0, 10);
}

/** The full moment in the reader's own time zone, for tooltips. */
export function formatMoment(moment: number): string {
  return new Date(moment).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** `14:03:27.120` in the reader's time zone, for log lines. */
export function formatClock(moment: number): string {
  const date = new Date(moment);
  const two = (value: number): string => String(value).padStart(2, '0');
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`;
}
