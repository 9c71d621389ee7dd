import type { JSX } from 'preact';
import { type Tone, toneLabels } from '../runs/tone.ts';
import './sign.css';

/** A shape of its own for each state, so that nobody needs to tell colours apart. On a 20 x 20 grid. */
const marks: Record<Tone, JSX.Element> = {
  success: <path class="sign-mark" d="M6 10.4l2.7 2.7L14 7.4" />,
  failure: <path class="sign-mark" d="M7 7l6 6M13 7l-6 6" />,
  timed_out: <path class="sign-mark" d="M10 5.8V10l2.8 2" />,
  cancelled: <path class="sign-mark" d="M6 14L14 6" />,
  skipped: <path class="sign-mark" d="M7 6.5L10.5 10 7 13.5M11 6.5l3.5 3.5L11 13.5" />,
  running: <path class="sign-arc" d="M10 1.5A8.5 8.5 0 0 1 17.36 14.25" />,
  queued: <circle class="sign-dot" cx="10" cy="10" r="2.5" />,
  waiting: <path class="sign-mark" d="M8 7v6M12 7v6" />,
};

/** The state of something. `label`: said to screen readers; leave it out where the word stands beside. */
export function Sign({ tone, label = true }: { tone: Tone; label?: boolean }): JSX.Element {
  const name = `sign sign-${tone} tone-${tone}`;
  const shape = tone === 'failure' ? square : disc;
  if (!label) {
    return (
      <svg class={name} viewBox="0 0 20 20" aria-hidden="true">
        {shape}
        {marks[tone]}
      </svg>
    );
  }
  return (
    <svg class={name} viewBox="0 0 20 20" role="img" aria-label={toneLabels[tone]}>
      {shape}
      {marks[tone]}
    </svg>
  );
}

const square = <rect class="sign-shape" x="1.5" y="1.5" width="17" height="17" rx="4.5" />;
const disc = <circle class="sign-shape" cx="10" cy="10" r="8.5" />;
