import type { Clock } from '../../shared/clock.ts';

/** Keeps a program that fails at its start from being started again and again. */
export interface LaunchPause {
  /** Whether one may be started now. */
  over(): boolean;
  note(end: 'well' | 'failed'): void;
}

const first = 1000;
const most = 60_000;

/** After each failure in a row the pause doubles, from a second to a minute; one that ends well takes it away. */
export function createLaunchPause(clock: Pick<Clock, 'monotonic'>): LaunchPause {
  let failures = 0;
  let until = 0;
  return {
    over: () => clock.monotonic() >= until,
    note(end) {
      failures = end === 'well' ? 0 : failures + 1;
      until = failures === 0 ? 0 : clock.monotonic() + Math.min(first * 2 ** (failures - 1), most);
    },
  };
}
