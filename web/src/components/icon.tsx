import type { JSX } from 'preact';
import './icon.css';

/** Line drawings on a 20 x 20 grid. */
const drawings = {
  runs: 'M4 5.5h.01M8 5.5h8M4 10h.01M8 10h8M4 14.5h.01M8 14.5h5',
  queue: 'M10 3l7 3.5-7 3.5-7-3.5zM3 10l7 3.5 7-3.5M3 13.5l7 3.5 7-3.5',
  agents: 'M6 6h8v8H6zM8.5 3v3M11.5 3v3M8.5 14v3M11.5 14v3M3 8.5h3M3 11.5h3M14 8.5h3M14 11.5h3',
  repositories: 'M6 7v9M6 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM14 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM14 9c0 3-8 1.5-8 5',
  chevron: 'M8 5l5 5-5 5',
  up: 'M5 12.5l5-5 5 5',
  down: 'M5 7.5l5 5 5-5',
  search: 'M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10zM12.7 12.7L16.5 16.5',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4l2.5 2',
  download: 'M10 3.5v9M6 9l4 4 4-4M4 16.5h12',
  follow: 'M10 3v10M5.5 9L10 13.5 14.5 9M4 17h12',
  unfold: 'M6 7.5l4-4 4 4M6 12.5l4 4 4-4',
  copy: 'M7 7h9v9H7zM13 7V4H4v9h3',
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  sun: 'M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1',
  moon: 'M16 11.5A6.5 6.5 0 1 1 8.5 4 5.2 5.2 0 0 0 16 11.5z',
  system: 'M3 4.5h14v9H3zM7.5 16.5h5',
  leave: 'M8 3.5H4v13h4M9 10h8M13.5 6.5L17 10l-3.5 3.5',
  branch:
    'M6 6.5v7M6 6.5a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4zM6 16.9a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4zM14 8.5a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4zM14 8.5c0 3-8 2-8 5',
  commit: 'M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 10h5M13 10h5',
  person: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.5c.8-3 3-4.5 6-4.5s5.2 1.5 6 4.5',
  event: 'M11 2.5L4.5 11H10l-1 6.5L15.5 9H10z',
} as const;

export type IconName = keyof typeof drawings;

/** A decorative drawing: whatever it stands beside must say the same in words. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={drawings[name]} />
    </svg>
  );
}
