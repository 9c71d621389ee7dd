import type { JSX } from 'preact';
import './loading.css';

/** Shown while the first answer is on its way; appears late, so that quick answers do not flash it. */
export function Loading({ what }: { what: string }): JSX.Element {
  return (
    <p class="loading soft" role="status">
      Loading {what}…
    </p>
  );
}
