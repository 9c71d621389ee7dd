import type { Logger } from '../../shared/logger.ts';

export interface LoopOptions {
  name: string;
  /** Milliseconds between two rounds when nobody wakes it. */
  every: number;
  /** Milliseconds from the start of a round until the next may start, however often it is woken. */
  pace?: number;
  /** Milliseconds of rest after a round for each that it took, at most `longestRest`: long rounds leave time for others. */
  rest?: number;
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

/** Nobody waits longer for the next round because the last one took long, in milliseconds. */
const longestRest = 50;

/** Repeats a piece of work, never twice at the same time. */
export function createLoop(options: LoopOptions): BackgroundLoop {
  let running = false;
  let woken = false;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> | undefined;
  let lastBegan = Number.NEGATIVE_INFINITY;
  let restsUntil = Number.NEGATIVE_INFINITY;

  function schedule(delay: number): void {
    clearTimeout(timer);
    timer = setTimeout(begin, delay);
  }

  function soon(): number {
    return Math.max(0, Math.max(lastBegan + (options.pace ?? 0), restsUntil) - performance.now());
  }

  function begin(): void {
    woken = false;
    lastBegan = performance.now();
    current = options
      .round()
      .catch((error: unknown) => options.log.error({ err: error }, `${options.name}: a round failed`))
      .finally(() => {
        current = undefined;
        const now = performance.now();
        restsUntil = now + Math.min((now - lastBegan) * (options.rest ?? 0), longestRest);
        if (running) schedule(woken ? soon() : options.every);
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
      if (current === undefined) schedule(soon());
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await current;
    },
  };
}
