import type { Signals, Topic } from '../../store/port/signals.ts';

/** Signals may be lost: after this long one looks anyway (docs/queue.md). */
const fallbackMilliseconds = 250;

/** Waits for signals without missing one that comes between two waits. */
export interface WakeUp {
  /** Resolves at the next signal, or the first since the last wait, or after `milliseconds`, or at the abort. */
  wait(end: AbortSignal, milliseconds?: number): Promise<void>;
  close(): void;
}

/** Listens to these topics until it is closed. */
export function listenFor(signals: Signals, topics: Topic[]): WakeUp {
  let pending = false;
  let resume: (() => void) | null = null;
  const wake = (): void => {
    pending = true;
    resume?.();
  };
  const stops = topics.map((topic) => signals.subscribe(topic, wake));
  return {
    async wait(end, milliseconds = fallbackMilliseconds) {
      if (!pending && !end.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        resume = resolve;
        const timer = setTimeout(resolve, milliseconds);
        end.addEventListener('abort', wake);
        await promise;
        end.removeEventListener('abort', wake);
        clearTimeout(timer);
        resume = null;
      }
      pending = false;
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}
