import type { JSX } from 'preact';
import { formatCounting, formatDuration } from '../format/duration.ts';
import { elapsed } from '../runs/timing.ts';
import { now } from '../state/now.ts';

/** How long something took, counting on while it lasts. Nothing before its start. */
export function Took({ of }: { of: { startedAt: number | null; completedAt: number | null } }): JSX.Element | null {
  // Finished things do not read the clock, and so are not drawn again each second.
  const time = elapsed(of, of.completedAt ?? now.value);
  if (time === null) return null;
  return <span class="took">{of.completedAt === null ? formatCounting(time) : formatDuration(time)}</span>;
}
