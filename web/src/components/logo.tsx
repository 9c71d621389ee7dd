import type { JSX } from 'preact';

/** An r whose arm ends in a node of a graph. */
export function Logo(): JSX.Element {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="currentColor" />
      <path
        d="M10 23V13a4 4 0 0 1 4-4h2"
        fill="none"
        stroke="var(--paper)"
        stroke-width="4"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
      <circle cx="21" cy="10" r="4" fill="var(--paper)" />
    </svg>
  );
}
