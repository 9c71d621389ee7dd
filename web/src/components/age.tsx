import type { JSX } from 'preact';
import { formatAge, formatMoment } from '../format/age.ts';
import { now } from '../state/now.ts';

/** How long ago something was; the full moment as tooltip. */
export function Age({ at }: { at: number }): JSX.Element {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatMoment(at)}>
      {formatAge(at, now.value)}
    </time>
  );
}
