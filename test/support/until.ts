import { setTimeout as delay } from 'node:timers/promises';

const pause = 50;

/**
 * Waits until the condition gives something other than false, and answers that. Gives up after `seconds` with an error
 * that says what was waited for.
 */
export async function until<T>(
  what: string,
  condition: () => Promise<T | false> | T | false,
  seconds = 45,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value !== false) return value;
    if (performance.now() > end) throw new Error(`gave up waiting for: ${what}`);
    await delay(pause);
  }
}
