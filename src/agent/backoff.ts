import { setTimeout as delay } from 'node:timers/promises';

/** Pauses between tries that grow from `first` to `most` milliseconds, with a fifth of chance in them. */
export interface Backoff {
  /** Resolves after the pause, or at once when the signal is aborted. */
  pause(signal: AbortSignal): Promise<void>;
  reset(): void;
}

export function createBackoff(first = 200, most = 5000): Backoff {
  let next = first;
  return {
    async pause(signal) {
      const time = next * (0.9 + Math.random() * 0.2);
      next = Math.min(next * 2, most);
      await delay(time, undefined, { signal }).catch(() => {});
    },
    reset() {
      next = first;
    },
  };
}
