import type { Logger } from '../../shared/logger.ts';

export interface LoopOptions {
  name: string;
  /** Milliseconds between two rounds when nobody wakes it. */
  every: number;
  log: Logger;
  /** One round. What it throws is logged and the loop goes on with the next round. */
  round: () => Promise<void>;
}

export interface BackgroundLoop {
  start(): void;
  /** Starts the next round now, or right after the one under way. */
  wake(): void;
  /** Resolves when the round under way has ended; none starts afterwards. */
  stop(): Promise<void>;
}

/** Repeats a piece of work, never twice at the same time. */
export function createLoop(options: LoopOptions): BackgroundLoop {
  let running = false;
  let woken = false;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> | undefined;

  function schedule(delay: number): void {
    clearTimeout(timer);
    timer = setTimeout(begin, delay);
  }

  function begin(): void {
    woken = false;
    current = options
      .round()
      .catch((error: unknown) => options.log.error({ err: error }, `${options.name}: a round failed`))
      .finally(() => {
        current = undefined;
        if (running) schedule(woken ? 0 : options.every);
      });
  }

  return {
    start() {
      running = true;
      schedule(0);
    },
    wake() {
      if (!running || woken) return;
      woken = true;
      if (current === undefined) schedule(0);
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await current;
    },
  };
}
