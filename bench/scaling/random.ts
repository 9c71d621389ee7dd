/** Numbers that look random and are the same for the same seed on every machine: from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** A linear congruential generator with the constants of MMIX (Knuth); the upper 53 of its 64 bits. */
export function randomOf(seed: number): Random {
  let state = BigInt(seed);
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 11n) / 2 ** 53;
  };
}

/** Time until the next of things that come at random, so many on average after `mean`. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

/** Most values near the median, a few many times as long: as durations of jobs are. `spread` is that of the logarithm. */
export function logNormal(random: Random, median: number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(spread * normal);
}
