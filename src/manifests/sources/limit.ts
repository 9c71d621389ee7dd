/** Runs a task when fewer than the allowed number are running. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

/** At most `max` tasks at a time; the others wait in order. */
export function createLimit(max: number): Limit {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= max) await new Promise<void>((start) => waiting.push(start));
    running++;
    try {
      return await task();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}
