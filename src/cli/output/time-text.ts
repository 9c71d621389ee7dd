const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration for people: `340 ms`, `4.2 s`, `1 m 05 s`, `2 h 03 m`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < second) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 10 * second) return `${(milliseconds / second).toFixed(1)} s`;
  if (milliseconds < minute) return `${Math.round(milliseconds / second)} s`;
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  if (milliseconds < hour) return `${Math.floor(milliseconds / minute)} m ${pad((milliseconds % minute) / second)} s`;
  return `${Math.floor(milliseconds / hour)} h ${pad((milliseconds % hour) / minute)} m`;
}

/** How long ago something was: `now`, `5 min ago`, `3 d ago`. */
export function ageText(at: number, now: number): string {
  const age = now - at;
  if (age < 10 * second) return 'now';
  if (age < minute) return `${Math.floor(age / second)} s ago`;
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  if (age < day) return `${Math.floor(age / hour)} h ago`;
  return `${Math.floor(age / day)} d ago`;
}

/** Time between start and end (or now); empty before the start. */
export function elapsedText(startedAt: number | null, completedAt: number | null, now: number): string {
  return startedAt === null ? '' : durationText((completedAt ?? now) - startedAt);
}
