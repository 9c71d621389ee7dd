import { randomFillSync } from 'node:crypto';

/** Taken from the system at one time. Asking it costs 4 us whatever the number, and a job needs five times a few. */
const stock = Buffer.alloc(4096);
let used = stock.length;

/**
 * A few bytes (at most 256) of the system's random numbers, each given out once and forgotten here.
 */
export function fewRandomBytes(count: number): Buffer {
  if (count > 256) throw new RangeError('more than a few random bytes');
  if (used + count > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  const taken = Buffer.from(stock.subarray(used, used + count));
  stock.fill(0, used, used + count);
  used += count;
  return taken;
}
