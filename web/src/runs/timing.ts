/** The moments that runs, jobs and steps have in common. */
interface Timed {
  startedAt: number | null;
  completedAt: number | null;
}

/** How long it took, or has taken until now; null before the start. In milliseconds. */
export function elapsed(timed: Timed, now: number): number | null {
  if (timed.startedAt === null) return null;
  return Math.max(0, (timed.completedAt ?? now) - timed.startedAt);
}

/** Where a bar stands on a time line, in per cent of the whole. */
export interface Bar {
  left: number;
  width: number;
}

/** The part of `from`..`to` that something took. Null when it has not started. Never thinner than can be seen. */
export function timelineBar(timed: Timed, from: number, to: number, now: number): Bar | null {
  const taken = elapsed(timed, now);
  if (timed.startedAt === null || taken === null) return null;
  const span = Math.max(1, to - from);
  const width = Math.min(100, Math.max(1, (taken / span) * 100));
  const left = Math.min(100 - width, Math.max(0, ((timed.startedAt - from) / span) * 100));
  return { left, width };
}
