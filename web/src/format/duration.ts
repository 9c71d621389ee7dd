const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const pad = (value: number): string => String(value).padStart(2, '0');

/** Milliseconds as people say them: `0.4 s`, `12 s`, `2 m 05 s`, `1 h 04 m`. Negative times count as nothing. */
export function formatDuration(milliseconds: number): string {
  const time = Math.max(0, milliseconds);
  if (time < 10 * second) return `${(Math.floor(time / 100) / 10).toFixed(1)} s`;
  if (time < minute) return `${Math.floor(time / second)} s`;
  if (time < hour) return `${Math.floor(time / minute)} m ${pad(Math.floor((time % minute) / second))} s`;
  return `${Math.floor(time / hour)} h ${pad(Math.floor((time % hour) / minute))} m`;
}

/** The same for a time that still counts: whole seconds, so that it does not flicker. */
export function formatCounting(milliseconds: number): string {
  if (milliseconds >= 10 * second) return formatDuration(milliseconds);
  return `${Math.floor(Math.max(0, milliseconds) / second)} s`;
}
